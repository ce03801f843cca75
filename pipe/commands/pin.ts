import { Stop } from '../../src/error.ts';
import { report } from '../../src/reports/report.ts';
import { script, toShell } from '../../src/shell.ts';
import { command } from '../command.ts';
import { whoOf } from '../environment.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached } from '../session.ts';

/** Protects a release from retention, with who and why; `--remove` takes the pin away. */
export const pin = command(['target', 'build', 'reason', 'remove'], async (options, context) => {
  const { build, remove, reason = '' } = options;
  if (build === undefined) {
    throw new Stop('usage', 'Cannot pin: there is no build', { hint: 'Name it with --build' });
  }
  const note = JSON.stringify({ by: whoOf(context.environment), at: context.now(), reason });
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    const hosts = session.everyHost();
    if (!remove) refuseMissing(hosts, build);
    const file = session.at.pin(build);
    await onEach(
      hosts,
      toShell(remove ? script('rm -f "$1"', file) : script(pinScript, file, note)),
    );
    const said = remove ? unpinned(hosts, build) : 'pinned';
    return {
      exit: 0,
      report: report(`${build} is ${said} on ${session.name} (${hosts.length} hosts)`, {
        verdict: 'good',
        data: { target: session.name, build, pinned: !remove },
      }),
    };
  });
});

function unpinned(hosts: readonly Reached[], build: string): string {
  return hosts.some(({ state }) => state.pins.includes(build))
    ? 'no longer pinned'
    : 'not pinned, and was not';
}

function refuseMissing(hosts: readonly Reached[], build: string) {
  const missing = hosts
    .filter(({ state }) => !state.releases.some((each) => each.build === build))
    .map(({ host }) => host.name);
  if (missing.length === 0) return;
  throw new Stop('failed', `Cannot pin ${build}: it is not on ${missing.join(', ')}`, {
    hint: 'See "cutover status --full"',
  });
}

async function onEach(hosts: readonly Reached[], line: string) {
  for (const { connection } of hosts) {
    const { exit, stderr } = await connection.run(line);
    if (exit === 0) continue;
    throw new Stop('failed', `Cannot pin on ${connection.host}: ${stderr.trim()}`);
  }
}

const pinScript = `
umask 077
mkdir -p "$(dirname "$1")" && printf '%s\\n' "$2" > "$1"`;
