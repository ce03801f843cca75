import * as z from 'zod';
import type { Json } from '../resources/resource.ts';
import type { BranchRule, Form } from './branch-rules.ts';
import { fewerPeople, higher, lower, ranked, undirected } from './direction.ts';
import { type Leaf, leaf } from './grammar.ts';

/** Those who may still do what a rule forbids; nobody where both lists are empty. */
export interface People {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What may be written for a rule of the friendly form. */
export function branchLeaf({ form, means, kind }: BranchRule): Leaf {
  const made = leaves[form];
  return { ...made, schema: made.schema.describe(`${sentence(means)}: \`${kind}\``) };
}

/** The lists of a rule, sorted, each name once. */
export function peopleFrom({ users = [], groups = [] }: Partial<People>): Json & People {
  return { users: sortedOnce(users), groups: sortedOnce(groups) };
}

const names = z.array(z.string().min(1)).optional();
const people = z
  .strictObject({ users: names, groups: names })
  .refine(({ users = [], groups = [] }) => users.length + groups.length > 0, {
    error: 'name users or groups, or write "nobody" or "anyone"',
  });
const who = z.union([
  people,
  z.enum(['nobody', 'anyone'], {
    error: 'expected "nobody", "anyone" or { users, groups }',
  }),
]);

const off = z.boolean().refine((value) => !value, { error: 'a number, or false for no such rule' });
const number = z.union([z.int().min(0), off]);

const leaves: Readonly<Record<Form, Leaf>> = {
  who: leaf(who, fewerPeople, (written) => {
    if (written === 'anyone') return 'anyone';
    return peopleFrom(written === 'nobody' ? {} : (written as Partial<People>));
  }),
  count: leaf(number, higher, (written) => (written === 0 ? false : written)),
  limit: leaf(number, lower),
  flag: leaf(z.boolean(), ranked(false, true)),
  choice: leaf(z.boolean(), undirected),
  forbidden: leaf(z.boolean(), ranked(true, false)),
  raw: leaf(z.unknown(), undirected),
};

function sortedOnce(list: readonly string[]): readonly string[] {
  return [...new Set(list)].toSorted();
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
