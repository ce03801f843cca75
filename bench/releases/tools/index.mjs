import { ansible } from './ansible.mjs';
import { capistrano } from './capistrano.mjs';
import { cpAl } from './cp-al.mjs';
import { activate, release } from './cutover.mjs';
import { pipe } from './pipe.mjs';
import { rsync } from './rsync.mjs';
import { scp } from './scp.mjs';

/** Cutover, and what people use today, in the order of the table. */
export const tools = { activate, release, rsync, 'cp-al': cpAl, scp, capistrano, ansible, pipe };
