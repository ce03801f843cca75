import { type Difference, differences } from '../../src/release/differences.ts';
import type { Finding } from '../../src/release/finding.ts';
import { inventory, readInventory, readSeal } from '../../src/release/inventory.ts';
import { report } from '../../src/reports/report.ts';
import { toShell } from '../../src/shell.ts';
import { command } from '../command.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached, type Session, unreachedFindings } from '../session.ts';

/** Is what is live still what was sealed? Every path that changed, came or went. */
export const drift = command(['target', 'only'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    const { name, reached, unreached } = session;
    const looked = await Promise.all(reached.map((host) => lookAt(host, session)));
    const rows = looked.flatMap(({ host, list }) =>
      list.map(({ change, path }) => ({ host, change, path })),
    );
    const unsure = [
      ...looked.flatMap(({ host, problem }) =>
        problem === undefined ? [] : [unsureOf(host, problem)],
      ),
      ...unreachedFindings(unreached),
    ];
    return {
      exit: exitOf(rows.length, unsure.length),
      report: report(titleOf(name, rows.length, unsure.length), {
        verdict: rows.length + unsure.length === 0 ? 'good' : 'bad',
        tables: [
          {
            title: '',
            columns: ['host', 'change', 'path'],
            rows: rows.map(({ host, change, path }) => [host, change, path]),
          },
        ],
        findings: unsure,
        data: { target: name, drift: rows },
      }),
    };
  });
});

function exitOf(drifted: number, unsure: number): number {
  if (drifted > 0) return 2;
  return unsure > 0 ? 3 : 0;
}

function titleOf(name: string, drifted: number, unsure: number): string {
  if (drifted > 0) return `${name}: ${drifted} paths are not what was released`;
  return unsure > 0
    ? `${name}: not every host could be looked at`
    : `${name}: what is live is what was released`;
}

interface Looked {
  readonly host: string;
  readonly list: readonly Difference[];
  readonly problem?: string;
}

async function lookAt({ host, connection, state }: Reached, { at }: Session): Promise<Looked> {
  const release = state.releases.find(({ build }) => build === state.live);
  const problem =
    release === undefined ? 'nothing is live' : `${release.build} was not made by Cutover`;
  if (release?.is !== 'complete') return { host: host.name, list: [], problem };
  const [now, sealed] = await Promise.all([
    connection.run(toShell(inventory(at.release(release.build)))),
    connection.run(toShell(['cat', at.seal(release.build)])),
  ]);
  if (now.exit !== 0 || sealed.exit !== 0) {
    return {
      host: host.name,
      list: [],
      problem: `${release.build} cannot be read: ${(now.stderr || sealed.stderr).trim()}`,
    };
  }
  return { host: host.name, list: differences(readSeal(sealed.stdout), readInventory(now.stdout)) };
}

function unsureOf(host: string, message: string): Finding {
  return { rule: 'unsure', severity: 'error', subject: host, message };
}
