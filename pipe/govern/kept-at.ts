import { join } from 'node:path';
import type { Context } from '../context.ts';

/** Where governance keeps something of that name beside the project. */
export function keptAt({ directory }: Pick<Context, 'directory'>, name: string): string {
  return join(directory, '.cutover', 'governance', name);
}
