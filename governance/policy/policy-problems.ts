import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Said } from '../desired.ts';
import type { People } from './branch-leaf.ts';
import type { Fields } from './grammar.ts';
import { layersOf } from './layers-of.ts';
import { type Breach, breachesOf } from './locks.ts';
import type { Layer, Policy } from './policy.ts';
import { projectSections, repositorySections, workspaceSections } from './sections.ts';
import { settle } from './setting.ts';
import { naming } from './statements.ts';

/** What is wrong with a policy although each part of it is right: contradictions, and locks that a later layer breaks. */
export function policyProblems(policy: Policy): Diagnostic[] {
  const { own, defaults, projects, profiles, entries } = policy;
  const ownLayers = projects.map((each) => each.own);
  const ofRepositories = projects.map(({ repositories }) => repositories);
  const layers = [own, defaults, ...ownLayers, ...ofRepositories, ...profiles.values(), ...entries];
  return onlyOnce([
    ...layers.flatMap(contradictions),
    ...lockProblems([policy.top, own], workspaceSections),
    ...ownLayers.flatMap((each) => lockProblems([policy.top, each], projectSections)),
    ...eachStack(policy).flatMap((stack) => lockProblems(stack, repositorySections)),
  ]);
}

/** The locks that a stack of layers breaks, with both places. */
export function lockProblems(layers: readonly Layer[], sections: Fields): Diagnostic[] {
  const setting = settle(layers.flatMap(({ statements }) => statements));
  return breachesOf(setting, sections).map(({ later, ...breach }) => ({
    file: later.file,
    line: later.line,
    column: later.column,
    message: breachMessage({ later, ...breach }),
  }));
}

/** The stacks that are known before the repositories are: each project and each entry by itself. */
function eachStack(policy: Policy): (readonly Layer[])[] {
  const projects = policy.projects.map((project) => layersOf(policy, { project, entries: [] }));
  const entries = policy.entries.map((entry) => {
    const project = policy.projects.find(({ key }) => key === entry.project);
    return layersOf(policy, { project, entries: [entry] });
  });
  const bare = [...policy.profiles].map(([, profile]) => {
    const used = { ...profile, use: [...profile.use], match: [], project: undefined, place: '' };
    return layersOf(policy, { project: undefined, entries: [used] });
  });
  return [...projects, ...entries, ...bare];
}

/** One layer that says two things of one: the friendly form and the raw one, or two elements of one name. */
function contradictions({ statements }: Layer): Diagnostic[] {
  const first = new Map<string, Said>();
  return statements.flatMap(({ path, said }) => {
    const control = path.join('/');
    const before = first.get(control) ?? said;
    first.set(control, before);
    if (isDeepStrictEqual(before.value, said.value) || isNaming(before, said)) return [];
    const { file, line, column } = said;
    const message = `"${control}" is ${worded(said)} here, and ${worded(before)} at ${placeOf(before)}`;
    return [{ file, line, column, message }];
  });
}

/** Taking all back and then naming what shall be there instead is no contradiction. */
function isNaming(before: Said, after: Said): boolean {
  return before.value === null && isDeepStrictEqual(after.value, naming);
}

function breachMessage({ control, locked, later, turn }: Breach): string {
  const by = `"${locked.layer}" locks at ${placeOf(locked)}`;
  if (later.value === null) return `"${control}" is taken back here, which ${by}`;
  const does = turn === 'loosens' ? 'loosens' : 'changes';
  return `"${control}" is ${worded(later)} here, which ${does} the ${worded(locked)} that ${by}`;
}

function worded({ value }: Said): string {
  if (value === null) return 'taken back';
  const people = value as Partial<People>;
  if (people.users === undefined || 'value' in people) return JSON.stringify(value);
  return [...people.users, ...(people.groups ?? [])].join(', ') || 'nobody';
}

function placeOf({ file, line, column }: Said): string {
  return `${file}:${line}:${column}`;
}

function onlyOnce(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byText = new Map(diagnostics.map((each) => [JSON.stringify(each), each]));
  return [...byText.values()];
}
