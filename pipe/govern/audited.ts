import type { Made } from '../../governance/make-plan.ts';
import type { PlannedChange } from '../../governance/plan.ts';
import { exceptionFindings, subjectsOf } from '../../governance/policy/apply-exceptions.ts';
import { semanticFindings } from '../../governance/semantic-findings.ts';
import type { Finding } from '../../src/release/finding.ts';
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
    ...projectRules(made),
  ];
  return auditEnding(made, more, [
    ['policy', audit.policy.file],
    ['looked at', audit.at.replace(/\.\d+Z$/, 'Z')],
  ]);
}

/** Bitbucket enforces a project’s branch rules in its repositories, and shows them nowhere. Last verified 2026-11-20, BCLOUD-22732. */
function projectRules({ plan }: Made): Finding[] {
  const isMissing = ({ kind, action }: PlannedChange) => kind === 'branches' && action === 'create';
  if (!plan.places.some(({ changes }) => changes.some(isMissing))) return [];
  const message =
    'no API shows the branch rules of projects: a rule that a repository lacks may be its project’s';
  return [
    {
      rule: 'unverifiable',
      severity: 'note',
      subject: `workspace ${plan.workspace}`,
      message,
      hint: 'Look at the project’s settings, and say what they are under "projects"',
    },
  ];
}
