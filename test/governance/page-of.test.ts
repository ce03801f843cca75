import { expect, test } from 'vitest';
import { pageOf } from '../../governance/page-of.ts';
import { resources } from '../../governance/resources/index.ts';

const page = {
  path: 'admin/branch-restrictions',
  menu: 'Repository settings → Branch restrictions',
};

test.each([
  [
    { is: 'repository', workspace: 'zentra', slug: 'ame-web' } as const,
    page.menu,
    'https://bitbucket.org/zentra/ame-web/admin/branch-restrictions',
  ],
  [
    { is: 'project', workspace: 'zentra', project: 'AME' } as const,
    'Project settings',
    'https://bitbucket.org/zentra/workspace/projects/AME',
  ],
  [
    { is: 'workspace', workspace: 'zentra' } as const,
    'Workspace settings',
    'https://bitbucket.org/zentra/workspace/settings',
  ],
])('pageOf() leads a person to the settings of %o', (place, hint, link) => {
  expect(pageOf(place, page)).toEqual({ hint, link });
});

test('pageOf() lets no name out of its place in the address', () => {
  const place = { is: 'repository', workspace: 'a/b', slug: '../"x' } as const;
  expect(pageOf(place, page).link).toBe(
    'https://bitbucket.org/a%2Fb/..%2F%22x/admin/branch-restrictions',
  );
});

test('every kind has a page below its repository, and the way to it in words', () => {
  for (const { page: own } of resources) {
    expect(own.path).toMatch(/^(admin|pipelines)(\/[a-z-]+)*$/);
    expect(own.menu).toMatch(/^(Repository settings|Pipelines)( → .+)?$/);
  }
});
