import type { Said } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import { layersByRepository } from './match-entries.ts';
import type { Policy, Repository } from './policy.ts';
import { lastWord, type Setting, settle } from './setting.ts';

/** Where a value comes from. */
export interface Explained {
  readonly control: string;
  /** What counts; null where the last word took it back. */
  readonly value: Json;
  /** Who set and changed it, in order. */
  readonly said: readonly Said[];
}

/** Everything said of a repository’s control and of what lies below it: `branches/stg-250226`, `repository/private`. */
export function explain(policy: Policy, repository: Repository, control: string): Explained[] {
  const layers = layersByRepository(policy)(repository);
  const root = settle(layers.flatMap(({ statements }) => statements));
  const wanted = control.replace(/\/+$/, '');
  return [...root.parts]
    .flatMap(([name, section]) => leavesOf(section, name))
    .filter((each) => each.control === wanted || each.control.startsWith(`${wanted}/`));
}

/** The values themselves; a map that only holds others is not told. */
function leavesOf(setting: Setting, control: string): Explained[] {
  if (setting.parts.size === 0) {
    return [{ control, value: lastWord(setting), said: setting.said }];
  }
  return [...setting.parts].flatMap(([name, part]) => leavesOf(part, `${control}/${name}`));
}
