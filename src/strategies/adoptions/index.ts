import type { Adoption } from './adoption.ts';
import { capistrano } from './capistrano.ts';
import { deployer } from './deployer.ts';
import { directory } from './directory.ts';
import { plainSymlink } from './plain-symlink.ts';

const adoptions: readonly Adoption[] = [capistrano, deployer, plainSymlink, directory];

/** What can be taken over, by its name on the command line. */
export const adoptionNames = adoptions.map(({ from }) => from);

/** The layout of that name. */
export function adoptionNamed(name: string): Adoption {
  const found = adoptions.find(({ from }) => from === name);
  if (found === undefined) throw new RangeError(`Cannot find a layout named "${name}"`);
  return found;
}
