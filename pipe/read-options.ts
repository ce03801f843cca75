import { parseArgs } from 'node:util';
import * as z from 'zod';
import { reasonOf, Stop } from '../src/error.ts';
import { type VariableName, variables } from './variables.ts';

/** Values of the options a command takes. */
export type Options<Name extends VariableName> = {
  readonly [Key in Name]: z.output<(typeof variables)[Key]>;
};

/** Reads a command’s options: the command line first, then the pipe variable of the same name. All problems at once. */
export function readOptions<Name extends VariableName>(
  names: readonly Name[],
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options<Name> {
  const { flags, problems } = readFlags(names, argv);
  const values = names.map((name) => readOne(name, flags[kebab(name)], environment));
  const wrong = [
    ...problems,
    ...values.flatMap((value) => ('problem' in value ? [value.problem] : [])),
  ];
  if (wrong.length > 0) {
    throw new Stop(
      'usage',
      `Cannot read the options: ${wrong.length === 1 ? 'one is' : `${wrong.length} are`} wrong`,
      {
        details: wrong,
        hint: 'See --help, or the table of variables in the README',
      },
    );
  }
  return Object.fromEntries(
    values.flatMap((value) => ('problem' in value ? [] : [[value.name, value.value]])),
  ) as Options<Name>;
}

type Flag = string | boolean | (string | boolean)[] | undefined;

function readFlags(names: readonly VariableName[], argv: readonly string[]) {
  const options = Object.fromEntries(
    names.map((name) => [
      kebab(name),
      { type: isFlag(name) ? 'boolean' : 'string', multiple: isList(name) } as const,
    ]),
  );
  try {
    const { values, tokens } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: false,
      tokens: true,
    });
    const problems = tokens.map((token, index) => problemOf(token, tokens[index - 1], options));
    return {
      flags: values as Readonly<Record<string, Flag>>,
      problems: problems.filter((each) => each !== undefined),
    };
  } catch (error) {
    return { flags: {}, problems: [reasonOf(error)] };
  }
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Why a word of the command line is none; what follows an unknown option is taken for its value. */
function problemOf(
  token: Token,
  before: Token | undefined,
  options: Readonly<Record<string, unknown>>,
): string | undefined {
  const isUnknown = (each: Token | undefined) =>
    each?.kind === 'option' && !Object.hasOwn(options, each.name);
  if (token.kind === 'option' && isUnknown(token)) return `${token.rawName}: no such option`;
  if (token.kind === 'option') return swallowed(token);
  return token.kind === 'positional' && !isUnknown(before)
    ? `"${token.value}": no such argument`
    : undefined;
}

/** In `--reason --dry-run` the second is not the value of the first: nobody asked for a real run. */
function swallowed({ rawName, value, inlineValue }: Extract<Token, { kind: 'option' }>) {
  return value?.startsWith('-') && inlineValue === false
    ? `${rawName}: needs a value; "${rawName}=${value}" if that is it`
    : undefined;
}

type Read = { readonly name: VariableName; readonly value: unknown } | { readonly problem: string };

function readOne(
  name: VariableName,
  flag: Flag,
  environment: Readonly<Record<string, string | undefined>>,
): Read {
  const given = flag ?? fromEnvironment(name, environment);
  if (!isFlag(name) && (flag === true || (Array.isArray(flag) && flag.includes(true)))) {
    return { problem: `--${kebab(name)}: needs a value` };
  }
  const result = z.safeParse(variables[name], typeof given === 'boolean' ? String(given) : given);
  if (result.success) return { name, value: result.data };
  const called = flag === undefined ? snake(name) : `--${kebab(name)}`;
  return { problem: `${called}: ${result.error.issues.map(({ message }) => message).join(', ')}` };
}

// A list of more was not written by a person.
const mostItems = 1000;

/** Bitbucket hands a list over as X_COUNT, X_0, X_1, …; one value may come as X. An empty variable is none. */
function fromEnvironment(
  name: VariableName,
  environment: Readonly<Record<string, string | undefined>>,
): string | string[] | undefined {
  const variable = snake(name);
  const value = environment[variable] === '' ? undefined : environment[variable];
  if (!isList(name)) return value;
  const count = Number(environment[`${variable}_COUNT`] ?? 0);
  const items = Array.from(
    { length: count > 0 && count <= mostItems ? Math.floor(count) : 0 },
    (_, index) => environment[`${variable}_${index}`] ?? '',
  );
  return items.length > 0 ? items : value?.split(/[\s,]+/).filter((item) => item !== '');
}

/** Does the option stand alone on a command line? */
export function isFlag(name: VariableName): boolean {
  return typeof variables[name].safeParse('true').data === 'boolean';
}

function isList(name: VariableName): boolean {
  return variables[name].safeParse([]).success;
}

/** The option’s name on a command line. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The option’s name as a pipe variable. */
export function snake(name: string): string {
  return kebab(name).replaceAll('-', '_').toUpperCase();
}
