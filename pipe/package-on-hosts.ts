import { reasonOf, Stop } from '../src/error.ts';
import { type Manifest, manifest as manifestSchema } from '../src/release/manifest.ts';
import { toShell } from '../src/shell.ts';
import type { Placing } from './place-package.ts';
import type { Session } from './session.ts';

/** A release that every host has complete needs no package: its manifest lies with it. Undefined where one has not. */
export async function packageOnHosts(
  session: Session,
  build: string,
): Promise<Pick<Placing, 'manifest' | 'archive'> | undefined> {
  const hosts = session.everyHost();
  const complete = hosts.every(({ state }) =>
    state.releases.some((each) => each.build === build && each.is === 'complete'),
  );
  const [first] = hosts;
  if (!complete || first === undefined) return undefined;
  const file = `${session.at.release(build)}/manifest.json`;
  const { exit, stdout, stderr } = await first.connection.run(toShell(['cat', file]), {
    repeatable: true,
  });
  if (exit !== 0) throw cannotRead(first.host.name, file, stderr.trim());
  return { manifest: parse(stdout, first.host.name, file), archive: undefined };
}

function parse(text: string, host: string, file: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw cannotRead(host, file, reasonOf(error));
  }
}

function cannotRead(host: string, file: string, reason: string): Stop {
  return new Stop('failed', `Cannot read ${file} of ${host}: ${reason}`, {
    hint: 'Package the commit again and activate the package',
  });
}
