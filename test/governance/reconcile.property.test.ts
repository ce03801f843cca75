import { expect, test } from 'vitest';
import { type Deed, isCarriedOut } from '../../governance/apply-place.ts';
import type { Made } from '../../governance/make-plan.ts';
import type { Repository } from '../../pipe/demo/bitbucket/state.ts';
import { aBitbucket } from '../support/a-bitbucket.ts';
import { anyLive, type Settle } from '../support/any-live.ts';
import { anyPolicy, groups, people } from '../support/any-policy.ts';
import { fc } from '../support/fc.ts';
import { type Protection, protectionOf } from '../support/protection-of.ts';
import { runs } from '../support/runs.ts';

const numRuns = runs(20);

/** One server for all runs; `onWrite` sees its state after each write. */
async function aWorkspace() {
  const seen = { onWrite: () => {} };
  const stand = await aBitbucket({
    queue: 0,
    witness: ({ method }) => {
      if (method !== 'GET') seen.onWrite();
    },
  });
  const { bitbucket } = stand;
  const members = people.map((name) => bitbucket.addMember({ email: `${name}@example.com` }).email);
  for (const name of groups) bitbucket.addGroup({ name });
  bitbucket.addGroup({ name: 'everybody', members });
  return { ...stand, seen };
}

const textOf = (policy: object) => JSON.stringify(policy);

const toDo = ({ plan }: Made) => plan.places.flatMap(({ changes }) => changes).filter(isCarriedOut);

const undone = (deeds: readonly Deed[]) =>
  deeds
    .filter(({ outcome }) => outcome !== 'done' && outcome !== 'already')
    .map(({ change, outcome, reason }) => [change.action, change.control, outcome, reason]);

/** Where the server keeps what a section speaks of. */
const fieldsOf: Readonly<Record<string, readonly (keyof Repository)[]>> = {
  branches: ['restrictions'],
  restrictions: ['restrictions'],
  defaultReviewers: ['reviewers'],
  // A model that is written ends the inheriting.
  branchingModel: ['model', 'inherits'],
  inherit: ['inherits'],
  pipelines: ['pipelines'],
  environments: ['environments'],
  variables: ['variables'],
  repository: ['is_private', 'fork_policy', 'mainbranch', 'description', 'language', 'updated_on'],
  permissions: ['grants'],
  webhooks: ['hooks'],
  schedules: ['schedules'],
  knownHosts: ['knownHosts'],
  sshKeyPair: ['keyPair'],
  deployKeys: ['deployKeys'],
};

test('a plan proposes only what the policy names; an apply changes nothing else, and leaves nothing to do', async () => {
  const { bitbucket, plan, apply } = await aWorkspace();
  await fc.assert(
    fc.asyncProperty(anyPolicy, anyLive, async (policy, settle: Settle) => {
      settle(bitbucket);
      const named = Object.keys(policy.defaults).flatMap((section) => fieldsOf[section] ?? []);
      const others = () => {
        const shop = Object.entries(bitbucket.state.repositories.shop!);
        return structuredClone(shop.filter(([name]) => !named.some((each) => each === name)));
      };
      const before = others();
      expect(notNamed(await plan(textOf(policy)))).toEqual([]);
      expect(undone(await apply(textOf(policy)))).toEqual([]);
      expect(others()).toEqual(before);
      expect(toDo(await plan(textOf(policy)))).toEqual([]);
      bitbucket.requests.clear();
    }),
    { numRuns },
  );
});

/** Changes of what no item of the policy names, but for what goes because the section is pruned. */
function notNamed({ plan, desired }: Made): string[] {
  return plan.places.flatMap(({ changes }, index) =>
    changes.flatMap(({ action, kind, control }) => {
      const section = desired[index]?.sections.find((each) => each.kind === kind);
      const isNamed = section?.items.some((each) => each.control === control);
      const isPruned = action === 'delete' && section?.unmanaged === 'prune';
      return isNamed || isPruned ? [] : [`${action} ${control}`];
    }),
  );
}

test('no write leaves a branch less protected than it was before and will be afterwards', async () => {
  const { bitbucket, apply, seen } = await aWorkspace();
  await fc.assert(
    fc.asyncProperty(anyPolicy, anyLive, async (policy, settle: Settle) => {
      settle(bitbucket);
      const look = () => protectionOf(bitbucket.state, 'shop');
      const states: Protection[] = [look()];
      seen.onWrite = () => void states.push(look());
      await apply(textOf(policy));
      expect(gaps(states)).toEqual([]);
      bitbucket.requests.clear();
    }),
    { numRuns },
  );
});

/** Where a state in between protects less than both the first and the last. */
function gaps(states: readonly Protection[]): string[] {
  const [first = new Map<string, number>(), last = first] = [states[0], states.at(-1)];
  return [...first].flatMap(([name, before]) => {
    const least = Math.min(before, last.get(name) ?? before);
    const at = states.findIndex((state) => (state.get(name) ?? before) < least);
    return at < 0 ? [] : [`after write ${at} of ${states.length - 1}: ${name}`];
  });
}
