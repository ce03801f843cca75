import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../governance/policy/parse-policy.ts';
import { caught } from '../../support/caught.ts';
import { wanted } from '../../support/wanted.ts';

/** What is printed for a policy of the workspace zentra, line by line. */
const complaints = (text: string) =>
  caught(() => parsePolicy('p.yml', `workspace: zentra\n${text}`, {})).details;

describe('a policy', () => {
  test('needs only a workspace', () => {
    expect(parsePolicy('p.yml', 'workspace: zentra', {}).workspace).toBe('zentra');
  });

  test.each<[what: string, text: string, expected: string[]]>([
    [
      'is no YAML',
      'defaults: { a',
      ['p.yml:2:14 Flow map in block collection must be sufficiently indented and end with a }'],
    ],
    [
      'has unknown keys, everywhere at once',
      'default: {}\ndefaults: { branch: {}, branches: { main: { aproval: 1 } } }\nprojects: { AME: { settings: { webhooks: [] } } }',
      [
        'p.yml:2:1 unknown key "default"',
        'p.yml:3:13 unknown key "branch"',
        'p.yml:3:45 unknown key "aproval"',
        'p.yml:4:32 unknown key "webhooks"',
      ],
    ],
    [
      'says what cannot be said of a branch',
      `defaults:
  branches:
    main: { push: noone, approvals: -1, passingBuilds: true, forcePush: 1 }
    type:main: {}
    next: { push: { groups: [] }, merge: { team: [a] } }`,
      [
        'p.yml:4:13 "defaults.branches.main.push": expected "nobody", "anyone" or { users, groups }',
        'p.yml:4:26 "defaults.branches.main.approvals": Too small: expected number to be >=0',
        'p.yml:4:41 "defaults.branches.main.passingBuilds": a number, or false for no such rule',
        'p.yml:4:62 "defaults.branches.main.forcePush": expected boolean, received number',
        'p.yml:5:5 after "type:" one of production, development, bugfix, release, feature, hotfix',
        'p.yml:6:13 "defaults.branches.next.push": name users or groups, or write "nobody" or "anyone"',
        'p.yml:6:35 "defaults.branches.next.merge": name users or groups, or write "nobody" or "anyone"',
        'p.yml:6:44 unknown key "team"',
      ],
    ],
    [
      'has raw rules that no kind allows',
      `defaults:
  restrictions:
    - { kind: push, pattern: main }
    - { kind: force, pattern: main, groups: [a] }
    - { kind: require_approvals_to_merge, pattern: main }
    - { kind: delete, pattern: main, value: 1 }
    - { kind: delete, branch_match_kind: branching_model, pattern: main }
    - { kind: delete, branch_match_kind: branching_model, branch_type: main }`,
      [
        'p.yml:4:7 "defaults.restrictions.0": "push" needs "users" or "groups": empty lists mean nobody',
        'p.yml:5:7 "defaults.restrictions.1": "force" takes no people',
        'p.yml:6:7 "defaults.restrictions.2": "require_approvals_to_merge" needs a "value"',
        'p.yml:7:7 "defaults.restrictions.3": "delete" takes no "value"',
        'p.yml:8:7 "defaults.restrictions.4": a glob has a "pattern", a branching_model a "branch_type", and neither the other’s',
        'p.yml:9:59 "defaults.restrictions.5.branch_type": expected one of "production"|"development"|"bugfix"|"release"|"feature"|"hotfix"',
      ],
    ],
    [
      'holds what should be secret, or no text',
      `defaults:
  variables:
    A: { secured: true, value: hunter2 }
    B: { from: ENV }
    C: 8080
    D-E: x
    F: { absent: true, value: x }
    G: {}`,
      [
        'p.yml:4:5 "defaults.variables.A": a secured variable has no value here: "from" names the environment variable that holds it',
        'p.yml:5:5 "defaults.variables.B": "from" is for secured variables',
        'p.yml:6:5 "defaults.variables.C": expected string, received number',
        'p.yml:7:5 a variable’s name has letters, digits and "_", and starts with no digit',
        'p.yml:8:5 "defaults.variables.F": what is absent has no value',
        'p.yml:9:5 "defaults.variables.G": a variable has a "value", or is "secured"',
      ],
    ],
    [
      'has lists with wrong elements',
      `defaults:
  defaultReviewers: [7, { user: a }]
  webhooks: [{ url: 'ftp://x' }, { description: x, remove: false }]
  schedules: [{ branch: main, pipeline: nightly, cron: 0 3 * * * }]
  knownHosts: [{ hostname: bitbucket.org, key: AAAA }]
  deployKeys: [{ label: x }]`,
      [
        'p.yml:3:22 "defaults.defaultReviewers.0": expected string, received number',
        'p.yml:3:25 "defaults.defaultReviewers.1.remove": expected true',
        'p.yml:4:14 "defaults.webhooks.0.description" is missing: expected string',
        'p.yml:4:16 "defaults.webhooks.0.url": a webhook needs an http(s) address',
        'p.yml:4:52 unknown key "remove"',
        'p.yml:5:50 "defaults.schedules.0.cron": a schedule has seven fields, seconds first, as in "0 0 3 * * ? *"',
        'p.yml:6:18 "defaults.knownHosts.0.hostname": Bitbucket knows itself: name other hosts only',
        'p.yml:6:43 "defaults.knownHosts.0.key": a public key is its type and its base64 text, as in "ssh-ed25519 AAAA…"',
        'p.yml:7:16 "defaults.deployKeys.0.key" is missing: expected string',
      ],
    ],
    [
      'uses profiles that are not there, or themselves',
      `profiles:
  a: { use: [b] }
  b: { use: [a] }
  c: { use: [d] }
repositories: [{ match: shop, use: [a, toString] }]`,
      [
        'p.yml:3:8 the profile "a" uses itself',
        'p.yml:4:8 the profile "b" uses itself',
        'p.yml:5:14 there is no profile "d"',
        'p.yml:6:40 there is no profile "toString"',
      ],
    ],
    [
      'has entries and exceptions for nothing, and exceptions nobody answers for',
      `repositories: [{ pipelines: { enabled: true } }]
exceptions:
  - { control: branches, owner: a, reason: b, until: 2026-12-31 }
  - { repository: shop, control: branches, until: 2026-02-30 }
  - { repository: shop }`,
      [
        'p.yml:2:16 "repositories.0": an entry names repositories by "match", "project" or both',
        'p.yml:4:5 "exceptions.0": an exception names a "repository" or a "project"',
        'p.yml:5:5 "exceptions.1.owner" is missing: expected string',
        'p.yml:5:5 "exceptions.1.reason" is missing: expected string',
        'p.yml:5:44 "exceptions.1.until": a date that exists, as in 2026-12-31',
        'p.yml:6:5 "exceptions.2.control" is missing: expected string',
        'p.yml:6:5 "exceptions.2.owner" is missing: expected string',
        'p.yml:6:5 "exceptions.2.reason" is missing: expected string',
        'p.yml:6:5 "exceptions.2.until" is missing: expected string',
      ],
    ],
  ])('that %s is told what is wrong', (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });
});

describe('contradictions are refused with both places', () => {
  test.each<[what: string, text: string, expected: string[]]>([
    [
      'the friendly and the raw form of one rule',
      `defaults:
  branches: { main: { push: nobody, approvals: 1, forcePush: true } }
  restrictions:
    - { kind: push, pattern: main, users: [ana@example.com] }
    - { kind: require_approvals_to_merge, pattern: main, value: 2 }
    - { kind: force, pattern: main }
    - { kind: push, pattern: other, users: [] }`,
      [
        'p.yml:5:7 "branches/main/push" is ana@example.com here, and nobody at p.yml:3:23',
        'p.yml:6:7 "branches/main/approvals" is 2 here, and 1 at p.yml:3:37',
        'p.yml:7:7 "branches/main/forcePush" is false here, and true at p.yml:3:51',
      ],
    ],
    [
      'two raw rules',
      `defaults:
  restrictions:
    - { kind: require_lineage, pattern: main }
    - { kind: require_lineage, pattern: main, value: 1 }`,
      [
        'p.yml:5:7 "branches/main/require_lineage" is {"value":1,"users":[],"groups":[]} here, and {"value":null,"users":[],"groups":[]} at p.yml:4:7',
      ],
    ],
    [
      'two elements of one name',
      `defaults:
  deployKeys: [{ label: a, key: ssh-rsa AAAA }, { label: a, key: ssh-rsa BBBB }]`,
      ['p.yml:3:49 "deployKeys/a" is "ssh-rsa BBBB" here, and "ssh-rsa AAAA" at p.yml:3:16'],
    ],
  ])('%s', (_, text, expected) => {
    expect(complaints(text)).toEqual(expected);
  });

  test('but the two forms may say the same, and later layers may say something else', () => {
    const policy = parsePolicy(
      'p.yml',
      `workspace: zentra
defaults:
  branches: { main: { push: { groups: [b, a] } } }
  restrictions: [{ kind: push, pattern: main, groups: [a, b, a] }]
repositories:
  - { match: shop, restrictions: [{ kind: push, pattern: main, users: [] }] }
`,
      {},
    );
    expect(wanted(policy, 'AME/other', 'other').at(-1)).toContain('groups=a,b');
    expect(wanted(policy, 'AME/shop', 'shop').at(-1)).toBe(
      '  branches/main/push: kind=push pattern=main',
    );
  });
});

describe('variables', () => {
  test('are filled in where a value is a text; two dollars keep one', () => {
    const text = `workspace: \${WS}\ndefaults: { variables: { A: "\${X}-\${Y} $\${X} $X $" } }`;
    const policy = parsePolicy('p.yml', text, { WS: 'zentra', X: '1', Y: `\${X}` });
    expect(policy.workspace).toBe('zentra');
    expect(wanted(policy, 'AME/shop', 'shop').at(-1)).toBe(
      `  variables/A: key=A secured=false value=1-\${X} \${X} $X $`,
    );
  });

  test('that are missing are told, each with its place, and no further complaint about the same text', () => {
    const text = `workspace: \${WS}
defaults: { repository: { forkPolicy: '\${POLICY}', description: '\${toString} \${a-b} \${' } }`;
    expect(caught(() => parsePolicy('p.yml', text, {})).details).toEqual([
      'p.yml:1:1 the variable "WS" is not set',
      'p.yml:2:27 the variable "POLICY" is not set',
      'p.yml:2:52 the variable "toString" is not set',
      `p.yml:2:52 "\${a-b}" is no variable: write "$\${" for a plain "\${"`,
      `p.yml:2:52 "\${" is no variable: write "$\${" for a plain "\${"`,
    ]);
  });

  test('leave a YAML that leads into itself to the schema', () => {
    expect(complaints('defaults: &a { branches: *a }')).not.toEqual([]);
    expect(complaints('defaults: &a [*a, *a, *a]')).not.toEqual([]);
  });
});
