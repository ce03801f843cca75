import type { Report } from '../src/reports/report.ts';
import type { Context } from './context.ts';
import type { Options } from './read-options.ts';
import type { VariableName } from './variables.ts';

/** How a command ended: what to tell, and the exit code. */
export interface Ending {
  readonly report: Report;
  /** 0, or one of `exitCodes`. */
  readonly exit: number;
  /** It stopped at a limit, and can be taken up again where it stopped. */
  readonly unfinished?: boolean;
  /** For later steps of a pipeline: written as dotenv. Names in capitals. */
  readonly results?: Readonly<Record<string, string>>;
  /** Lines for the records beside the run. */
  readonly records?: readonly string[];
  /** The report belongs on the commit, though nothing was recorded. */
  readonly onCommit?: boolean;
}

/** A word of the command line, and what it does. */
export interface Command<Name extends VariableName = VariableName> {
  readonly options: readonly Name[];
  run(options: Options<Name>, context: Context): Promise<Ending>;
}

/** Options that every command takes. */
export const everywhere = ['config', 'format', 'results', 'debug'] as const;

/** A command with its options typed: the ones it names and those every command takes. */
export function command<const Name extends VariableName>(
  names: readonly Name[],
  run: (options: Options<Name | (typeof everywhere)[number]>, context: Context) => Promise<Ending>,
): Command {
  return { options: [...names, ...everywhere], run: run as Command['run'] };
}
