import type { Finding } from '../src/release/finding.ts';
import type { Unreached } from './session.ts';

/** What to say of hosts that did not answer, where the others can be told of without them. */
export function unreachedFindings(hosts: readonly Unreached[]): Finding[] {
  return hosts.map(({ host, problem }) => ({
    rule: 'unreachable',
    severity: 'error',
    subject: host.name,
    message: problem.message,
    ...(problem.hint === undefined ? {} : { hint: problem.hint }),
  }));
}
