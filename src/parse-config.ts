import { type Config, config, type Target } from './config.ts';
import { configProblems } from './config-rules.ts';
import { refuse } from './diagnostic.ts';
import { Stop } from './error.ts';
import { parseYaml } from './parse-yaml.ts';

/** Reads `cutover.yml`; throws a Stop that tells everything that is wrong with it. */
export function parseConfig(file: string, text: string): Config {
  const parsed = parseYaml(file, text, config);
  if ('diagnostics' in parsed) throw refuse(file, parsed.diagnostics);
  const problems = configProblems(parsed.value);
  if (problems.length > 0) {
    throw refuse(
      file,
      problems.map(({ path, message }) => parsed.at(path, message)),
    );
  }
  return parsed.value;
}

/** The target of that name; the only one if no name is given. */
export function targetNamed({ targets }: Config, name: string | undefined): [string, Target] {
  const names = Object.keys(targets);
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  const found = Object.entries(targets).find(([each]) => each === chosen);
  if (found !== undefined) return found;
  throw new Stop(
    'usage',
    name === undefined
      ? `Cannot choose a target: the config has ${names.length}`
      : `Cannot find the target "${name}": the config has no such target`,
    { hint: `Name one with --target: ${names.join(', ')}` },
  );
}
