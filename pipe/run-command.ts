import { bugExitCode, exitCodes, Stop } from '../src/error.ts';
import type { Finding } from '../src/release/finding.ts';
import { type Format, reports } from '../src/reports/index.ts';
import { type Report, report } from '../src/reports/report.ts';
import { buildContext, colours } from './build-context.ts';
import { commands } from './commands/index.ts';
import type { Process } from './context.ts';
import { commandHelp, help } from './help.ts';
import { leaveResults } from './leave-results.ts';
import { readOptions } from './read-options.ts';
import { version } from './version.ts';

/** Finds the command, reads its options, runs it and reports; gives the exit code. */
export async function runCommand(argv: readonly string[], process: Process): Promise<number> {
  try {
    const [name, words] = nameOf(argv, process.environment.ACTION);
    if (words.includes('--version') && name === '') return say(process, await version());
    if (name === '' && !isAsked(process, words)) throw nothingAsked();
    if (name === '') return say(process, help());
    return await runNamed(name, words, process);
  } catch (error) {
    return tellError(error, 'text', process);
  }
}

async function runNamed(name: string, words: readonly string[], process: Process) {
  const command = await commands[name]?.load();
  if (command === undefined) throw new RangeError(`Cannot find the command "${name}"`);
  if (words.includes('--help') || words.includes('-h'))
    return say(process, commandHelp(name, command));
  const options = readOptions(command.options, words, process.environment);
  const format = options.format as Format;
  try {
    const context = buildContext(process, {
      format,
      debug: options.debug === true,
      timings: options.timings === true,
      call: runCommand,
    });
    const ending = await command.run(options, context);
    tell(ending.report, format, process);
    await leaveResults(ending, { directory: String(options.results), name }, context);
    return ending.exit;
  } catch (error) {
    return tellError(error, format, process);
  }
}

/** A pipeline step whose ACTION is misspelt must not pass for one that released something. */
function isAsked({ environment }: Process, words: readonly string[]): boolean {
  return environment.CI === undefined || words.includes('--help') || words.includes('-h');
}

function nothingAsked(): Stop {
  return new Stop('usage', 'Cannot tell what to do: there is no ACTION', {
    hint: `Set the variable ACTION to one of ${Object.keys(commands).join(', ')}`,
  });
}

/** The command, by one word or two, from the command line or from ACTION. */
function nameOf(
  argv: readonly string[],
  action: string | undefined,
): [name: string, words: readonly string[]] {
  const isWord = argv[0] !== undefined && !argv[0].startsWith('-');
  const words =
    isWord || action === undefined || action === '' ? argv : [...action.split(/[\s-]+/), ...argv];
  const two = words.slice(0, 2).join(' ');
  if (two in commands) return [two, words.slice(2)];
  const [one = ''] = words;
  if (one in commands) return [one, words.slice(1)];
  if (isNoCommand(one, words[1])) return ['', words];
  throw unknownCommand(one, two);
}

/** Nothing, an option, or the help of a first word. */
function isNoCommand(one: string, next: string | undefined): boolean {
  return one === '' || one.startsWith('-') || (next === '--help' && partsOf(one).length > 0);
}

/** The commands of two words that begin with this one. */
function partsOf(word: string): readonly string[] {
  return Object.keys(commands).filter((name) => name.startsWith(`${word} `));
}

function unknownCommand(one: string, two: string): Stop {
  const all = Object.keys(commands);
  const parts = partsOf(one);
  const name = parts.length > 0 ? two : one;
  const alike = all.filter((each) => each.startsWith(name.slice(0, 1)));
  const near = [parts, alike, all].find((list) => list.length > 0) ?? [];
  return new Stop('usage', `Cannot find the command "${name}": there is none of that name`, {
    hint: `Did you mean ${near.join(', ')}?`,
  });
}

function tell(told: Report, format: Format, process: Process) {
  const text = reports[format](told);
  const mark = told.verdict === 'good' ? '✔ ' : '✖ ';
  const style = told.verdict === 'good' ? 'green' : 'red';
  const isText = format === 'text' && told.verdict !== 'neutral';
  process.out.write(`${isText ? colours(process)(style, mark) : ''}${text}\n`);
}

/** A Stop is told as a report; anything else is a bug, with its stack. */
function tellError(error: unknown, format: Format, process: Process): number {
  if (!(error instanceof Stop)) {
    const stack = error instanceof Error ? error.stack : String(error);
    process.err.write(
      `${stack}\nThis is a bug in Cutover: please report it with the lines above\n`,
    );
    return bugExitCode;
  }
  const { code, message, hint, details } = error;
  if (format === 'text') {
    const lines = [
      `${colours(process)('red', '✖ ')}${message}`,
      ...details.map((line) => `  ${line}`),
    ];
    process.err.write(`${[...lines, ...(hint === undefined ? [] : [`  → ${hint}`])].join('\n')}\n`);
  } else {
    process.out.write(`${reports[format](reportOf(error))}\n`);
  }
  return exitCodes[code];
}

/** Formats that hold nothing but findings must not say that all is well. */
function reportOf({ code, message, hint, details }: Stop): Report {
  const findings = (details.length > 0 ? details : [message]).map(
    (line): Finding => ({ rule: code, severity: 'error', subject: '', message: line }),
  );
  const data = { error: message, code, details, hint: hint ?? null };
  return report(message, { verdict: 'bad', findings, data });
}

function say({ out }: Process, text: string): number {
  out.write(`${text}\n`);
  return 0;
}
