import { expect, test } from 'vitest';
import { coverage } from '../../governance/coverage.ts';
import { semanticFindings } from '../../governance/semantic-findings.ts';
import { aBitbucket } from '../support/a-bitbucket.ts';

async function audit(
  policy: string,
  prepare: (stand: Awaited<ReturnType<typeof aBitbucket>>) => void,
  options = {},
) {
  const stand = await aBitbucket(options);
  stand.bitbucket.addRepository({ slug: 'shop' });
  prepare(stand);
  const { plan, desired, seen } = await stand.plan(policy);
  const controls = coverage(plan.places[0]!, desired[0]!);
  return {
    controls: Object.fromEntries(controls.map((each) => [each.control, each.coverage])),
    rules: semanticFindings(plan.places[0]!.place, seen[0]!).map(({ rule }) => rule),
  };
}

test('each control is ok, drift, excepted, or not to be verified', async () => {
  const { controls } = await audit(
    `
workspace: zentra
defaults:
  pipelines: { enabled: true }
  variables: { URL: x, TOO: y }
  environments: { test: { type: Test, branches: [main] } }
exceptions:
  - { repository: shop, control: variables/TOO, owner: ana, reason: later, until: 2026-12-31 }
`,
    ({ bitbucket }) => {
      bitbucket.state.repositories.shop!.pipelines = { enabled: true };
    },
  );
  expect(controls).toEqual({
    pipelines: 'ok',
    'environments/test': 'drift',
    'environments/test/branches': 'unverifiable',
    'variables/URL': 'drift',
    'variables/TOO': 'excepted',
  });
});

test('what may not be looked at is no access, never ok', async () => {
  const { controls } = await audit(
    'workspace: zentra\ndefaults: { variables: { URL: x } }',
    () => {},
    { scopes: ['read:repository:bitbucket'] },
  );
  expect(controls).toEqual({ 'variables/URL': 'no-access' });
});

test('merge strategies are compared, and never written', async () => {
  const { controls } = await audit(
    'workspace: zentra\ndefaults: { mergeStrategies: { main: { default: rebase_merge } } }',
    () => {},
  );
  expect(controls).toEqual({ 'mergeStrategies/main': 'drift' });
});

test('what no API shows is unverifiable, with what can be verified instead', async () => {
  const stand = await aBitbucket();
  stand.bitbucket.addRepository({ slug: 'shop' });
  const { plan, desired } = await stand.plan(`
workspace: zentra
projects:
  CORE: { settings: { branches: { main: { push: nobody } }, mergeStrategies: { main: { default: squash } } } }
defaults:
  mergeStrategies: { gone: { default: squash } }
  environments: { live: { type: Production, branches: [main] } }
`);
  const hidden = plan.places
    .flatMap((place, index) => coverage(place, desired[index]!))
    .filter((each) => each.coverage === 'unverifiable')
    .map(({ control, reason, at }) => [control, reason, at?.line]);
  expect(hidden).toEqual([
    ['branches/main/push', expect.stringContaining('the rules that each repository has itself'), 4],
    ['mergeStrategies/main', expect.stringContaining('the strategies of each repository'), 4],
    ['environments/live/branches', expect.stringContaining('who may push there'), 7],
    ['mergeStrategies/gone', expect.stringContaining('there is no such branch'), 6],
  ]);
});

test('what is set and does not do what it looks like is told', async () => {
  const { rules } = await audit(
    `
workspace: zentra
defaults:
  branches: {}
  defaultReviewers: []
  environments: {}
  variables: {}
  branchingModel: {}
`,
    ({ bitbucket }) => {
      const shop = bitbucket.state.repositories.shop!;
      const rule = (id: number, kind: string, pattern: string, value: number | null) => ({
        id,
        kind,
        branch_match_kind: 'glob' as const,
        pattern,
        branch_type: null,
        value,
        users: [],
        groups: [],
      });
      shop.restrictions.push(
        rule(1, 'require_default_reviewer_approvals_to_merge', 'main', 2),
        rule(2, 'force', 'main', null),
        rule(3, 'force', '*', null),
        {
          ...rule(4, 'force', '', null),
          branch_match_kind: 'branching_model',
          branch_type: 'hotfix',
        },
      );
      shop.model.branch_types.find(({ kind }) => kind === 'hotfix')!.enabled = false;
      shop.environments.push({
        uuid: '{e}',
        name: 'live',
        slug: 'live',
        environment_type: 'Production',
        admin_only: false,
        variables: [],
      });
      shop.variables.push({ uuid: '{v}', key: 'NPM_TOKEN', value: 'x', secured: false });
    },
  );
  expect(rules).toEqual([
    'advisory-checks',
    'idle-rule',
    'overlapping-rules',
    'too-few-reviewers',
    'open-production',
    'plain-secret',
  ]);
});
