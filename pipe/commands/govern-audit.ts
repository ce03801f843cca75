import { exceptionFindings, subjectsOf } from '../../governance/policy/apply-exceptions.ts';
import { semanticFindings } from '../../governance/semantic-findings.ts';
import { command } from '../command.ts';
import { auditEnding } from '../govern/audit-ending.ts';
import { governing, planned } from '../govern/governing.ts';

/** Are the settings what the policy says? Says so of every control, and writes nothing. */
export const governAudit = command(['policy', 'repository', 'budget'], async (options, context) => {
  const session = await governing(options, context);
  const made = await planned(session, options.repository, context);
  const { exceptions } = session.policy;
  const subjects = made.desired.flatMap(subjectsOf);
  const more = [
    ...made.plan.places.flatMap(({ place }, index) =>
      semanticFindings(place, made.seen[index] ?? []),
    ),
    ...exceptionFindings(exceptions, subjects, session.today),
  ];
  return auditEnding(made, more, [
    ['policy', session.policy.file],
    ['looked at', context.now().replace(/\.\d+Z$/, 'Z')],
  ]);
});
