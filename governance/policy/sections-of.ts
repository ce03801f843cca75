import type { Section, SectionName } from '../desired.ts';
import { itemMakers } from './item-makers.ts';
import { lastWord, livePartsOf, type Setting, settingAt } from './setting.ts';

/** The sections that somebody names, with their items, in the order they are documented. */
export function sectionsOf(root: Setting): Section[] {
  return (Object.keys(itemMakers) as SectionName[]).flatMap((kind) => {
    const section = settingAt(root, kind === 'environmentVariables' ? 'environments' : kind);
    const among = amongOf(kind, section);
    if (lastWord(section) === null || isNobody(kind, among)) return [];
    return [
      {
        kind,
        unmanaged: isPruned(root, kind) ? 'prune' : 'report',
        ...(among !== undefined && { among }),
        items: itemMakers[kind](section),
      },
    ];
  });
}

/** The parts of a kind that the section speaks of, where it need not speak of all. */
function amongOf(kind: SectionName, section: Setting): readonly string[] | undefined {
  const names = livePartsOf(section);
  if (kind === 'permissions') return names.map(([name]) => name);
  return kind === 'environmentVariables'
    ? names.filter(([, each]) => hasVariables(each)).map(([name]) => name)
    : undefined;
}

function hasVariables(environment: Setting): boolean {
  return lastWord(settingAt(environment, 'variables')) !== null;
}

function isNobody(kind: SectionName, among: readonly string[] | undefined): boolean {
  return kind === 'environmentVariables' && among?.length === 0;
}

function isPruned(root: Setting, kind: SectionName): boolean {
  return lastWord(settingAt(root, 'unmanaged', kind)) === 'prune';
}
