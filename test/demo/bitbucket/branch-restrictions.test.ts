import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

const path = `${shop}/branch-restrictions`;
const onMain = { branch_match_kind: 'glob', pattern: 'main' };
const nobody = { users: [], groups: [] };

describe('a branch restriction', () => {
  test('is created, read, listed by kind and pattern, changed and deleted', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('POST', path, {
      kind: 'require_approvals_to_merge',
      value: 1,
      ...onMain,
    });
    expect([status, body.value, body.users, body.branch_type]).toEqual([201, 1, [], undefined]);
    await ask('POST', path, { kind: 'force', ...onMain });
    expect((await ask('GET', `${path}?kind=force&pattern=main`)).body.values).toHaveLength(1);
    const changed = await ask('PUT', `${path}/${body.id}`, { value: 2 });
    expect([changed.status, changed.body.value, changed.body.pattern]).toEqual([200, 2, 'main']);
    expect((await ask('DELETE', `${path}/${body.id}`)).status).toBe(204);
    expect((await ask('GET', `${path}/${body.id}`)).status).toBe(404);
  });

  test('names people by uuid or account id, and never shows a user name', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { uuid, account_id } = bitbucket.addMember({ email: 'ana@example.com' });
    bitbucket.addGroup({ name: 'Release Admins' });
    const { body } = await ask('POST', path, {
      kind: 'push',
      ...onMain,
      users: [{ account_id }],
      groups: [{ slug: 'release-admins' }],
    });
    expect(body.users[0]).toMatchObject({ uuid, account_id });
    expect(body.users[0]).not.toHaveProperty('username');
    expect(body.groups[0].full_slug).toBe('zentra:release-admins');
    const changed = await ask('PUT', `${path}/${body.id}`, { users: [] });
    expect([changed.body.users, changed.body.groups.length]).toEqual([[], 1]);
  });

  test.each([
    ['an unknown kind', { kind: 'require_lineage', ...onMain }],
    ['a push without users', { kind: 'push', ...onMain, groups: [] }],
    ['a push without groups', { kind: 'push', ...onMain, users: [] }],
    ['users where none can be', { kind: 'force', ...onMain, users: [{ uuid: 'owner' }] }],
    ['an unknown user', { kind: 'push', ...onMain, users: [{ uuid: '{1}' }], groups: [] }],
    ['a user by name', { kind: 'push', ...onMain, users: [{ username: 'ana' }], groups: [] }],
    ['an unknown group', { kind: 'push', ...onMain, users: [], groups: [{ slug: 'x' }] }],
    ['no pattern', { kind: 'force', branch_match_kind: 'glob' }],
    ['no branch type', { kind: 'force', branch_match_kind: 'branching_model', pattern: '' }],
    ['a value that is missing', { kind: 'require_passing_builds_to_merge', ...onMain }],
    ['a value of 0', { kind: 'require_approvals_to_merge', ...onMain, value: 0 }],
    ['a value where none can be', { kind: 'force', ...onMain, value: 1 }],
    ['text for a value', { kind: 'require_approvals_to_merge', ...onMain, value: '1' }],
  ])('with %s is a bad request that names the field', async (_, body) => {
    const { ask } = await aBitbucket();
    const reply = await ask('POST', path, body);
    expect(reply.status).toBe(400);
    expect(Object.values(reply.body.error.fields).flat()).not.toHaveLength(0);
    expect((await ask('GET', path)).body.size).toBe(0);
  });

  test('is the only one of its kind and match', async () => {
    const { ask } = await aBitbucket();
    const byType = { kind: 'delete', branch_match_kind: 'branching_model', branch_type: 'release' };
    expect((await ask('POST', path, { ...byType, pattern: '' })).status).toBe(201);
    expect((await ask('POST', path, { ...byType, pattern: '' })).status).toBe(409);
    expect((await ask('POST', path, { kind: 'delete', ...onMain })).status).toBe(201);
    const { body } = await ask('POST', path, {
      kind: 'delete',
      branch_match_kind: 'glob',
      pattern: '*',
    });
    expect((await ask('PUT', `${path}/${body.id}`, { pattern: 'main' })).status).toBe(409);
  });

  test.each([
    ['enforce_merge_checks', 'standard', 403],
    ['reset_pullrequest_approvals_on_change', 'free', 403],
    ['smart_reset_pullrequest_approvals', 'premium', 201],
    ['allow_auto_merge_when_builds_pass', 'free', 201],
  ] as const)('of kind %s on the %s plan: %i', async (kind, plan, status) => {
    const { ask } = await aBitbucket({ plan });
    expect((await ask('POST', path, { kind, ...onMain })).status).toBe(status);
  });

  test('is there in all 18 kinds', async () => {
    const { ask } = await aBitbucket();
    const plain = [
      'force',
      'delete',
      'require_tasks_to_be_completed',
      'require_no_changes_requested',
    ];
    const more = ['require_all_comments_resolved', 'require_all_dependencies_merged'];
    const resets = ['reset_pullrequest_approvals_on_change', 'smart_reset_pullrequest_approvals'];
    const others = ['reset_pullrequest_changes_requested_on_change', 'enforce_merge_checks'];
    const last = ['allow_auto_merge_when_builds_pass'];
    const valued = [
      'approvals',
      'default_reviewer_approvals',
      'review_group_approvals',
      'passing_builds',
    ];
    const bodies = [
      ...[...plain, ...more, ...resets, ...others, ...last].map((kind) => ({ kind })),
      ...[...valued.map((kind) => `require_${kind}_to_merge`), 'require_commits_behind'].map(
        (kind) => ({ kind, value: 3 }),
      ),
      ...['push', 'restrict_merges'].map((kind) => ({ kind, ...nobody })),
    ];
    for (const body of bodies)
      expect((await ask('POST', path, { ...body, ...onMain })).status).toBe(201);
    expect((await ask('GET', `${path}?pagelen=100`)).body.size).toBe(18);
  });
});
