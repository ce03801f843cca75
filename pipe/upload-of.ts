import type { HostState } from '../src/release/host-state.ts';
import type { Upload } from '../src/strategies/strategy.ts';
import type { Session } from './session.ts';

/**
 * Linked files are read-only, which keeps a deploy user’s hooks from writing into an earlier release; nothing keeps
 * root’s. So they get a release of their own, unless they say what they write to.
 */
export function uploadOf(
  { session, verify }: { readonly session: Pick<Session, 'config'> } & Pick<Upload, 'verify'>,
  { user }: HostState,
): Upload {
  const { upload, hooks } = session.config;
  const unsaid = hooks.prepare.some(({ writes }) => writes === undefined);
  return {
    links: upload === 'delta' && !(user === 'root' && unsaid),
    prepared: hooks.prepare.length > 0,
    own: hooks.prepare.flatMap(({ writes = [] }) => writes),
    verify,
  };
}
