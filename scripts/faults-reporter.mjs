import { stdout } from 'node:process';

/** A vitest reporter that tells of each failure that was injected in one line, as soon as it is over. */
export default class FaultsReporter {
  onTestCaseResult(test) {
    const { state, errors } = test.result();
    const [, number] = /\((T-\d+)\)/.exec(test.fullName) ?? [];
    if (number === undefined || state === 'skipped') return;
    const name = test.fullName.replace(` (${number})`, '').replaceAll(' > ', ': ');
    const seconds = ((test.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
    stdout.write(`${number.padEnd(5)} ${name} … ${state} (${seconds}s)\n`);
    for (const { message } of errors ?? []) stdout.write(`      ${message}\n`);
  }
}
