import type { Said } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import type { Statement } from './statements.ts';

/** What all layers together say at one path, and below it. */
export interface Setting {
  /** Who said what, in the order of the layers. */
  readonly said: readonly Said[];
  readonly parts: ReadonlyMap<string, Setting>;
}

interface Growing extends Setting {
  readonly said: Said[];
  readonly parts: Map<string, Growing>;
}

/**
 * Merges layers: their statements one after another. The last word on a path counts, and a word of null counts for
 * everything that was said below its path until then. How layers are grouped makes no difference, only their order does.
 */
export function settle(statements: readonly Statement[]): Setting {
  const root: Growing = { said: [], parts: new Map() };
  for (const { path, said } of statements) {
    const setting = path.reduce(partOf, root);
    if (said.value === null) takeBack(setting, said);
    else setting.said.push(said);
  }
  return root;
}

/** What counts; null where nobody says anything, or it was taken back. */
export function lastWord({ said }: Setting): Json {
  return said.at(-1)?.value ?? null;
}

/** The parts that count, by name. */
export function livePartsOf({ parts }: Setting): [string, Setting][] {
  return [...parts].filter(([, part]) => lastWord(part) !== null);
}

/** The setting at a path below; an empty one where nothing is said. */
export function settingAt(setting: Setting, ...path: readonly string[]): Setting {
  return path.reduce((whole, name) => whole.parts.get(name) ?? nothing, setting);
}

const nothing: Setting = { said: [], parts: new Map() };

function partOf(setting: Growing, name: string): Growing {
  const part = setting.parts.get(name) ?? { said: [], parts: new Map() };
  setting.parts.set(name, part);
  return part;
}

function takeBack(setting: Growing, said: Said): void {
  if (lastWord(setting) !== null) setting.said.push(said);
  for (const part of setting.parts.values()) takeBack(part, said);
}
