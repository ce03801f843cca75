import type { Config } from '../src/config.ts';
import { chooseBase } from '../src/release/choose-base.ts';
import type { HostState } from '../src/release/host-state.ts';
import type { Manifest } from '../src/release/manifest.ts';
import { uploadOf } from './upload-of.ts';

/** The release of a host that a package would be made from; undefined where there is none, or nothing may be linked. */
export function baseOn(config: Config, state: HostState, manifest: Manifest): string | undefined {
  const { links } = uploadOf({ session: { config }, verify: 'quick' }, state);
  return links ? chooseBase(state, manifest) : undefined;
}
