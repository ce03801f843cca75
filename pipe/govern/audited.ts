import { exceptionFindings, subjectsOf } from '../../governance/policy/apply-exceptions.ts';
import { semanticFindings } from '../../governance/semantic-findings.ts';
import type { Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { auditEnding } from './audit-ending.ts';
import { type Governing, planned } from './governing.ts';

type Facts = Pick<Governing, 'policy' | 'text' | 'source' | 'today'>;

/** What an audit looks at, and when it did so. */
export interface Audit extends Facts {
  readonly only: readonly string[];
  /** UTC, ISO 8601. */
  readonly at: string;
}

/** Compares the facts of a session with its policy, and tells of every control. */
export async function audited(audit: Audit, context: Context): Promise<Ending> {
  const made = await planned(audit, audit.only, context);
  const { exceptions } = audit.policy;
  const subjects = made.wanted.flatMap(subjectsOf);
  const more = [
    ...made.plan.places.flatMap(({ place }, index) =>
      semanticFindings(place, made.seen[index] ?? []),
    ),
    ...exceptionFindings(exceptions, subjects, audit.today),
  ];
  return auditEnding(made, more, [
    ['policy', audit.policy.file],
    ['looked at', audit.at.replace(/\.\d+Z$/, 'Z')],
  ]);
}
