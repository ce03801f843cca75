import { report } from '../src/reports/report.ts';
import type { Ending } from './command.ts';

/** Every host has it: a run that was repeated has nothing to do, and that is a success. */
export function alreadyLive(build: string, target: string, hosts: number): Ending {
  const where = `${target} (${hosts} ${hosts === 1 ? 'host' : 'hosts'})`;
  return {
    exit: 0,
    report: report(`${build} is already live on ${where}: nothing to do`, {
      verdict: 'good',
      data: { outcome: 'unchanged', target, build },
    }),
    results: { CUTOVER_OUTCOME: 'unchanged', CUTOVER_TARGET: target, CUTOVER_BUILD: build },
  };
}
