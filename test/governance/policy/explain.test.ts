import { expect, test } from 'vitest';
import { explain } from '../../../governance/policy/explain.ts';
import { aPolicy } from '../../support/a-policy.ts';

const policy = aPolicy(`defaults: { repository: { private: true, language: php } }
profiles:
  strict:
    branches: { main: { approvals: 2 }, fix/next: { push: nobody } }
repositories:
  - match: shop
    use: [strict]
    repository: { language: null }
    restrictions: [{ kind: require_approvals_to_merge, pattern: main, value: 3 }]
`);

/** Each control with its value and who said what, where. */
const told = (control: string) =>
  explain(policy, { slug: 'shop', project: 'AME' }, control).map(
    (each) =>
      `${each.control} = ${JSON.stringify(each.value)}: ${each.said
        .map(
          ({ layer, line, column, value }) => `${layer} ${line}:${column} ${JSON.stringify(value)}`,
        )
        .join(', then ')}`,
  );

test('explain() tells the layers that set and changed a value, in order, with their places', () => {
  expect(told('branches/main/approvals')).toEqual([
    'branches/main/approvals = 3: profile strict 4:25 2, then entry 1 (shop) 9:20 3',
  ]);
});

test('explain() tells who took a value back', () => {
  expect(told('repository')).toEqual([
    'repository/private = true: defaults 1:27 true',
    'repository/language = null: defaults 1:42 "php", then entry 1 (shop) 8:19 null',
  ]);
});

test('explain() takes what is below a control, and no other that begins alike', () => {
  expect(told('branches/fix')).toEqual([
    'branches/fix/next/push = {"users":[],"groups":[]}: profile strict 4:53 {"users":[],"groups":[]}',
  ]);
  expect(told('branches/ma')).toEqual([]);
  expect(told('webhooks')).toEqual([]);
});
