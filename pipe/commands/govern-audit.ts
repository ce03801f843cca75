import { Stop } from '../../src/error.ts';
import { command } from '../command.ts';
import { auditEvidence } from '../govern/audit-evidence.ts';
import { audited } from '../govern/audited.ts';
import { governed } from '../govern/governing.ts';
import { writeEvidence } from '../govern/write-evidence.ts';

/** Are the settings what the policy says? Says so of every control, and writes nothing. */
export const governAudit = command(
  ['policy', 'repository', 'budget', 'checkpoint', 'verbose', 'evidence', 'from'],
  async (options, context) => {
    const { evidence, from, repository } = options;
    if (from !== undefined && evidence !== undefined) {
      throw new Stop('usage', 'Cannot audit: --from checks evidence, and --evidence writes it', {
        hint: 'Say only one of them',
      });
    }
    if (from !== undefined) return auditEvidence(from, context);
    return governed(options, context, (session) =>
      evidence === undefined
        ? audited({ ...session, only: repository, at: context.now() }, context)
        : writeEvidence(session, { evidence, repository }, context),
    );
  },
);
