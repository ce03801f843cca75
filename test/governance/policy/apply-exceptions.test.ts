import { describe, expect, test } from 'vitest';
import {
  applyExceptions,
  exceptionFindings,
  type Subject,
  subjectsOf,
} from '../../../governance/policy/apply-exceptions.ts';
import { resolvePolicy } from '../../../governance/policy/resolve-policy.ts';
import { aPolicy } from '../../support/a-policy.ts';
import { releaseModel } from '../../support/release-model.ts';
import { repositories } from '../../support/wanted.ts';

const subject = (slug: string, control: string): Subject => ({
  place: { is: 'repository', workspace: 'zentra', slug },
  control,
});

const exceptions = (...lines: string[]) =>
  aPolicy(
    `exceptions:\n${lines.map((line) => `  - { ${line}, owner: ana, reason: no tests yet }`).join('\n')}`,
  ).exceptions;

const state = (line: string, control: string, today = '2026-11-20') =>
  applyExceptions([subject('legacy', control)], exceptions(line), today)[0]?.state;

describe('an exception', () => {
  const line = 'repository: legacy, control: branches/main/approvals, until: 2026-12-31';

  test.each([
    ['2026-12-30', 'excepted'],
    ['2026-12-31', 'excepted'],
    ['2027-01-01', 'expired'],
  ])('holds until the end of its last day: on %s it is %s', (today, expected) => {
    expect(state(line, 'branches/main/approvals', today)).toBe(expected);
  });

  test.each([
    ['legacy', 'branches/main/approvals', 'branches/main/approvals', 'excepted'],
    ['legacy', 'branches/main', 'branches/main/approvals', 'excepted'],
    ['legacy', 'branches', 'branches/main/approvals', 'excepted'],
    ['legacy', 'branches/mai', 'branches/main/approvals', 'plain'],
    ['legacy', 'branches/**/approvals', 'branches/fix/production-2026/approvals', 'excepted'],
    ['legacy', "'branches/release/*'", 'branches/release/*/approvals', 'excepted'],
    ['legacy', "'branches/f(x)'", 'branches/f(x)/approvals', 'excepted'],
    ["'leg*'", 'webhooks', 'webhooks/release board', 'excepted'],
    ["'*'", 'repository/private', 'repository/private', 'excepted'],
    ['other', 'branches', 'branches/main/approvals', 'plain'],
  ])('for %s and %s, asked of %s: %s', (repository, control, asked, expected) => {
    expect(state(`repository: ${repository}, control: ${control}, until: 2026-12-31`, asked)).toBe(
      expected,
    );
  });

  test('that holds counts before one that is over', () => {
    const made = exceptions(
      'repository: legacy, control: branches, until: 2026-01-01',
      "repository: '*', control: branches, until: 2026-12-31",
    );
    expect(
      applyExceptions([subject('legacy', 'branches/main/push')], made, '2026-11-20'),
    ).toMatchObject([{ state: 'excepted', exception: { until: '2026-12-31' } }]);
  });

  test('for a project is for its own settings', () => {
    const made = exceptions('project: AME, control: permissions, until: 2026-12-31');
    const places = [
      { is: 'project', workspace: 'zentra', project: 'AME' },
      { is: 'project', workspace: 'zentra', project: 'X' },
      { is: 'workspace', workspace: 'zentra' },
      { is: 'repository', workspace: 'zentra', slug: 'AME' },
    ] as const;
    const subjects = places.map((place) => ({ place, control: 'permissions/groups/all' }));
    expect(applyExceptions(subjects, made, '2026-11-20').map((each) => each.state)).toEqual([
      'excepted',
      'plain',
      'plain',
      'plain',
    ]);
  });
});

describe('a person is told', () => {
  const told = (today: string, words: string) => {
    const policy = aPolicy(releaseModel);
    const subjects = resolvePolicy(policy, repositories(words)).desired.flatMap(subjectsOf);
    return exceptionFindings(policy.exceptions, subjects, today).map(
      ({ subject: place, message }) => `${place} ${message}`,
    );
  };

  test('nothing while an exception is needed and holds', () => {
    expect(told('2026-12-31', 'AME/ame-legacy')).toEqual([]);
  });

  test('when it is over, and when it fits nothing', () => {
    expect(told('2027-01-01', 'AME/ame-legacy')).toEqual([
      'policy.yml:40:5 the exception for "branches/stg-250226/passingBuilds" ended on 2026-12-31',
    ]);
    expect(told('2026-12-31', 'AME/ame-shop')).toEqual([
      'policy.yml:40:5 the exception for "branches/stg-250226/passingBuilds" fits nothing that the policy names',
    ]);
  });
});
