import { expect, test } from 'vitest';
import type { Finding } from '../../src/release/finding.ts';
import { formats } from '../../src/reports/index.ts';
import { aDesk } from '../support/a-desk.ts';
import { parseXml } from '../support/parse-xml.ts';

const policy = `workspace: zentra
defaults:
  branches:
    main: { push: nobody, approvals: 2 }
  environments: { production: { type: Production, branches: [main] } }
exceptions:
  - { repository: shop, control: branches/main/approvals, owner: ana, reason: later, until: 2026-12-31 }
`;

async function audited(format: string) {
  const { run } = await aDesk(policy);
  const { exit, out, err } = await run('govern', 'audit', '--format', format);
  expect({ exit, err }).toEqual({ exit: 2, err: '' });
  return out;
}

test.each(formats)(
  'an audit as %s names what differs, and the page where it is put right',
  async (format) => {
    const out = await audited(format);
    expect(out).toContain('branches/main/push: missing');
    // JUnit has a name for what failed, and no place for where to go but the message.
    expect(out).toContain('https://bitbucket.org/zentra/shop/admin/branch-restrictions');
  },
);

test('an audit as json: every control with what is known of it, and where the policy says it', async () => {
  const { title, controls, findings } = JSON.parse(await audited('json'));
  expect(title).toBe('zentra: 2 of 4 controls are not what the policy says');
  expect(controls).toMatchObject([
    { control: 'branches/main/push', coverage: 'drift', at: { file: 'policy.yml', line: 4 } },
    { control: 'branches/main/approvals', coverage: 'excepted' },
    { control: 'environments/production', coverage: 'drift' },
    { control: 'environments/production/branches', coverage: 'unverifiable' },
  ]);
  const ofShop = findings.filter(({ subject }: Finding) => subject === 'zentra/shop');
  expect(ofShop.map(({ rule }: Finding) => rule)).toEqual([
    'drift',
    'drift',
    'excepted',
    'unverifiable',
  ]);
});

test('an audit as sarif: every finding at its line of the policy', async () => {
  const [{ results }] = JSON.parse(await audited('sarif')).runs;
  const told = results
    .filter(isOfShop)
    .map((result: Result) => [
      result.level,
      result.locations[0]?.physicalLocation?.artifactLocation.uri,
      result.locations[0]?.physicalLocation?.region.startLine,
    ]);
  expect(told).toEqual([
    ['error', 'policy.yml', 4],
    ['error', 'policy.yml', 5],
    ['note', 'policy.yml', 4],
    ['note', 'policy.yml', 5],
  ]);
});

function isOfShop({ locations }: Result) {
  return locations[0]?.logicalLocations[0]?.fullyQualifiedName === 'zentra/shop';
}

interface Result {
  readonly level: string;
  readonly locations: readonly {
    readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[];
    readonly physicalLocation?: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

test('an audit as junit: a suite for every place, a case for every control', async () => {
  const [suites] = parseXml(await audited('junit'));
  const shop = suites!.children.find(({ attributes }) => attributes.name === 'zentra/shop');
  expect(shop!.attributes).toMatchObject({ tests: '4', failures: '2', errors: '0', skipped: '2' });
  expect(suites!.attributes).toMatchObject({ failures: '2', errors: '0', skipped: '2' });
  expect(
    shop!.children.map(({ attributes, children }) => [attributes.name, children[0]?.name]),
  ).toEqual([
    ['branches/main/push', 'failure'],
    ['branches/main/approvals', 'skipped'],
    ['environments/production', 'failure'],
    ['environments/production/branches', 'skipped'],
  ]);
});

test.each(formats)(
  'a policy that cannot be read is not taken for a good one as %s',
  async (format) => {
    const { run } = await aDesk('workspace: zentra\ndefaults: { branchs: {} }');
    const { exit, out, err } = await run('govern', 'audit', '--format', format);
    expect(exit).toBe(64);
    expect(`${out}${err}`).toContain('branchs');
    if (format === 'junit') expect(parseXml(out)[0]!.attributes.failures).toBe('1');
    if (format === 'sarif') expect(JSON.parse(out).runs[0].results[0].level).toBe('error');
  },
);
