import { ask } from '../../src/engine/ask.ts';
import { Stop } from '../../src/error.ts';
import { type Finding, isRefused, lineOfFinding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { adoptionQuestions } from '../../src/strategies/adoptions/adoption-questions.ts';
import { readFound } from '../../src/strategies/adoptions/found.ts';
import { adoptionNamed, adoptionNames } from '../../src/strategies/adoptions/index.ts';
import { type Adopting, adoptionOf, type HostAdoption, planAdoption } from '../adoption.ts';
import { carryOut } from '../carry-out.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { dryRun } from '../dry-run.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached, type Session } from '../session.ts';

/** Takes over what another tool, or a person, has put on a target’s hosts; what is live stays live. */
export const adopt = command(
  ['target', 'from', 'reason', 'wait', 'dryRun'],
  async (options, context) => {
    const { from } = options;
    if (from === undefined || !adoptionNames.includes(from)) {
      throw new Stop('usage', 'Cannot adopt: nobody said what is there', {
        hint: `Name it with --from: ${adoptionNames.join(', ')}`,
      });
    }
    const named = await readTarget(options, context);
    return onTarget(named, context, (session) => takeOn(session, context, { ...options, from }));
  },
);

interface Wanted {
  readonly from: string;
  readonly reason?: string | undefined;
  readonly wait: number;
  readonly dryRun: boolean;
}

async function takeOn(session: Session, context: Context, wanted: Wanted): Promise<Ending> {
  const hosts = session.everyHost();
  let decided = await decide(session, context, { hosts, from: wanted.from });
  if (wanted.dryRun) return dryRun(decided.plan, hosts, decided.findings);
  refuse(decided.findings, session);
  if (decided.plan.stages.length === 0) return nothingToAdopt(session, decided.seen);
  const of = ({ host }: Reached) => decided.seen.find((each) => each.host === host.name)?.takeOver;
  return carryOut(session, context, {
    action: 'adopt',
    wait: wanted.wait,
    reason: [`from ${wanted.from}`, wanted.reason ?? ''].filter((part) => part !== '').join('; '),
    package: undefined,
    plan: async (again) => {
      decided = await decide(session, context, { hosts: again, from: wanted.from });
      refuse(decided.findings, session);
      return decided.plan;
    },
    goal: (host) => of(host)?.release ?? { build: '', version: '', commit: '', branch: '' },
    from: (host) => (of(host)?.seals.length === 0 ? undefined : (of(host)?.previous ?? null)),
    migrations: () => [],
    success: 'activated',
  });
}

/** Looks at what is there, and says what would become of it. */
async function decide(
  session: Session,
  context: Context,
  { hosts, from }: { readonly hosts: readonly Reached[]; readonly from: string },
) {
  const adoption = adoptionNamed(from);
  const { directories, files } = session.config.shared;
  const questions = adoptionQuestions(session.at, adoption, [...directories, ...files]);
  const answers = hosts.map(
    async ({ host, connection }) =>
      [host.name, readFound(await ask(connection, questions, context.nonce()))] as const,
  );
  const found = new Map(await Promise.all(answers));
  const adopting: Adopting = { session, adoption, found, run: context.run, now: context.now() };
  const seen = adoptionOf(adopting, hosts);
  return { seen, ...planAdoption(adopting, seen) };
}

function refuse(findings: readonly Finding[], { name }: Session) {
  if (!isRefused(findings)) return;
  const errors = findings.filter(({ severity }) => severity === 'error');
  throw new Stop('failed', `Cannot adopt ${name}: nothing was changed`, {
    details: errors.map(lineOfFinding),
  });
}

function nothingToAdopt({ name }: Session, seen: readonly HostAdoption[]): Ending {
  const live = [...new Set(seen.map(({ takeOver }) => takeOver?.release.build))].join(', ');
  const title = `${name}: ${live} is known already: nothing to adopt`;
  return { exit: 0, report: report(title, { verdict: 'good', data: { target: name } }) };
}
