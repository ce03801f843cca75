import * as z from 'zod';
import type { Json } from '../resources/resource.ts';
import { peopleFrom } from './branch-leaf.ts';
import { type BranchRule, branchRule } from './branch-rules.ts';
import { branchTypes, keyOfMatcher } from './matcher.ts';
import { naming, type Spot, type Statement } from './statements.ts';

const names = z.array(z.string().min(1)).optional();

const rawRule = z
  .strictObject({
    kind: z.string().min(1).describe('A kind the API has, or will have'),
    branch_match_kind: z.enum(['glob', 'branching_model']).default('glob'),
    pattern: z
      .string()
      .regex(/^[^:]+$/, { error: 'a pattern of branches has no colon' })
      .optional(),
    branch_type: z.enum(branchTypes).optional(),
    value: z.int().nullish(),
    users: names,
    groups: names,
    remove: z.literal(true).optional().describe('Takes back what a layer below said'),
  })
  .check(({ value, issues }) => {
    const message = problemOf(value);
    if (message !== undefined) issues.push({ code: 'custom', input: value, message });
  });
type RawRule = z.output<typeof rawRule>;

/** `restrictions`: branch rules by the API’s own names. */
export const rawRules = z.array(rawRule).describe('Branch restrictions as the API names them');

/** A list of raw rules, in the words of the friendly form, so that both forms are one thing. */
export function rawStatements(written: unknown, { at, say }: Spot): Statement[] {
  const rules = (written as readonly z.input<typeof rawRule>[]).map((each) => rawRule.parse(each));
  return rules.flatMap((each, index): Statement[] => {
    const place = [...at, index];
    const key = keyOf(each);
    const value = each.remove ? null : friendlyValue(branchRule(each.kind), each);
    const named = [['branches'], ['branches', key]].map((path) => ({
      path,
      said: say(at, naming),
    }));
    const itself = {
      path: ['branches', key, branchRule(each.kind).name],
      said: say(place, value),
    };
    return [...named, itself];
  });
}

function keyOf({ pattern, branch_type }: RawRule): string {
  return keyOfMatcher(
    branch_type === undefined
      ? { branch_match_kind: 'glob', pattern: pattern ?? '' }
      : { branch_match_kind: 'branching_model', branch_type },
  );
}

function friendlyValue({ form }: BranchRule, { value = null, users, groups }: RawRule): Json {
  const people = peopleFrom({ users: users ?? [], groups: groups ?? [] });
  const values: Record<typeof form, Json> = {
    who: people,
    count: value === 0 ? false : value,
    limit: value,
    flag: true,
    choice: true,
    forbidden: false,
    raw: { value, users: people.users, groups: people.groups },
  };
  return values[form];
}

function problemOf(rule: RawRule): string | undefined {
  const matcher = rule.branch_match_kind === 'glob' ? rule.pattern : rule.branch_type;
  const other = rule.branch_match_kind === 'glob' ? rule.branch_type : rule.pattern;
  if (matcher === undefined || other !== undefined) {
    return 'a glob has a "pattern", a branching_model a "branch_type", and neither the other’s';
  }
  return rule.remove ? undefined : wrongParts(branchRule(rule.kind).form, rule);
}

function wrongParts(form: BranchRule['form'], rule: RawRule): string | undefined {
  if (form === 'raw') return undefined;
  const wanted = { value: form === 'count' || form === 'limit', people: form === 'who' };
  const given = {
    value: typeof rule.value === 'number',
    people: rule.users !== undefined || rule.groups !== undefined,
  };
  if (wanted.value !== given.value) {
    return wanted.value ? `"${rule.kind}" needs a "value"` : `"${rule.kind}" takes no "value"`;
  }
  if (wanted.people === given.people) return undefined;
  return wanted.people
    ? `"${rule.kind}" needs "users" or "groups": empty lists mean nobody`
    : `"${rule.kind}" takes no people`;
}
