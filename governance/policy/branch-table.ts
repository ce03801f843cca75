import { type BranchRule, branchRules, type Form } from './branch-rules.ts';

const written: Readonly<Record<Form, string>> = {
  who: '`nobody`, `anyone`, `{ users, groups }`',
  count: 'a number; `0` or `false`: no such rule',
  limit: 'a number; `false`: no such rule',
  flag: '`true`; `false`: no such rule',
  choice: '`true`; `false`: no such rule',
  forbidden: '`false`; `true`: no such rule',
  raw: 'only under `restrictions`',
};

const tighter: Readonly<Record<Form, string>> = {
  who: 'fewer',
  count: 'higher',
  limit: 'lower',
  flag: '`true`',
  choice: '–',
  forbidden: '`false`',
  raw: '–',
};

/** The README’s table of what can be said of a branch. */
export function branchTable(): string {
  const head = ['| Name | Written | Tighter | Means | The API’s kind |', '|---|---|---|---|---|'];
  return [...head, ...branchRules.map(row)].join('\n');
}

function row({ name, kind, form, means }: BranchRule): string {
  const friendly = form === 'raw' ? '–' : `\`${name}\``;
  return `| ${friendly} | ${written[form]} | ${tighter[form]} | ${means} | \`${kind}\` |`;
}
