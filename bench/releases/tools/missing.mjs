import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { systemPath } from '../environment.mjs';
import { tools } from './index.mjs';

/** The first program a tool needs that is not here. */
export function missing(id) {
  return tools[id].needs.find(
    (program) => !systemPath.split(':').some((at) => is(join(at, program))),
  );
}

function is(program) {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
