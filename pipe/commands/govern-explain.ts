import { describeFields, describeValue } from '../../governance/describe-value.ts';
import { asMap } from '../../governance/fields-of.ts';
import { type Explained, explain } from '../../governance/policy/explain.ts';
import { repositoriesOf } from '../../governance/repositories.ts';
import type { Json } from '../../governance/resources/resource.ts';
import { Stop } from '../../src/error.ts';
import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import { governing } from '../govern/governing.ts';

/** Which layers of the policy said what of a control of a repository, and which of them counts. */
export const governExplain = command(
  ['policy', 'repository', 'control'],
  async ({ policy: file, repository, control }, context) => {
    const [slug, ...more] = repository;
    if (slug === undefined || more.length > 0 || control === undefined) {
      throw new Stop('usage', 'Cannot explain: one --repository and a --control are needed', {
        hint: 'As in: cutover govern explain --repository shop --control branches/main',
      });
    }
    const { policy, client } = await governing({ policy: file }, context);
    const [found] = await repositoriesOf(client, policy.workspace, [slug]);
    const explained = found === undefined ? [] : explain(policy, found, control);
    const title =
      explained.length === 0
        ? `The policy says nothing of ${control} of ${slug}`
        : `What the policy says of ${control} of ${slug}: the last line of each control counts`;
    const columns = ['control', 'value', 'layer', 'where'];
    return {
      exit: 0,
      report: report(title, {
        tables: [{ title: '', columns, rows: explained.flatMap(rowsOf) }],
        data: { repository: slug, control, explained },
      }),
    };
  },
);

/** The last line of a control is what counts. */
function rowsOf({ control, said }: Explained): string[][] {
  return said.map(({ value, layer, file, line, column, locked }) => [
    control,
    value === null ? 'taken back' : inWords(value),
    locked ? `${layer} (locked)` : layer,
    `${file}:${line}:${column}`,
  ]);
}

/** People as in a policy: a list of nobody is not told. */
function inWords(value: Json): string {
  const { users, groups, ...rest } = asMap(value);
  if (users === undefined && groups === undefined) return describeValue(value, (name) => name);
  const there = Object.entries({ users, groups, ...rest }).filter(
    ([, each]) => !(Array.isArray(each) && each.length === 0),
  );
  const told = describeFields(Object.fromEntries(there), (name) => name);
  return told === '' ? 'nobody' : `only ${told}`;
}
