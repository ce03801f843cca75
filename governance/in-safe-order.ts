import { resourceOf } from './resource-of.ts';
import { resources } from './resources/index.ts';
import type { Change, Direction } from './resources/resource.ts';

/**
 * The order in which changes are carried out: what tightens first, what loosens last, so that nothing is ever less
 * protected than it was before and will be afterwards; in between what is new before what goes, and kinds in the order
 * of their list, for a variable needs its environment.
 */
export function inSafeOrder<Each extends Change>(changes: readonly Each[]): readonly Each[] {
  return changes.toSorted((one, other) => {
    const [mine, its] = [rank(one), rank(other)];
    const at = mine.findIndex((each, index) => each !== its[index]);
    return at === -1 ? 0 : (mine[at] ?? 0) - (its[at] ?? 0);
  });
}

/** Does a change come first, last, or in between? */
export function turnOf(change: Change): Direction {
  return resourceOf(change.kind).direction(change);
}

const turns = ['tightens', 'neither', 'loosens'];
// What gets another name makes room for what is new.
const actions = ['update', 'create', 'delete'];

function rank(change: Change): readonly number[] {
  const { kind, action } = change;
  const list = resources.findIndex((each) => each.kind === kind);
  const order = action === 'delete' ? resources.length - list : list;
  return [
    turns.indexOf(turnOf(change)),
    action === 'delete' ? 1 : 0,
    order,
    actions.indexOf(action),
  ];
}
