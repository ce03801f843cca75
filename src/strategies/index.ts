import { kinds } from '../kinds.ts';
import type { Strategy } from './strategy.ts';
import { symlink } from './symlink.ts';

/** Every way a release can become live. */
export const strategies = kinds<Strategy>()(symlink);
