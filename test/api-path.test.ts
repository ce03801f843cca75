import { describe, expect, test } from 'vitest';
import { apiPath, withQuery } from '../src/api-path.ts';
import { caught } from './support/caught.ts';

describe('apiPath()', () => {
  test.each([
    ['names', ['repositories', 'zentra', 'ame-web'], 'repositories/zentra/ame-web'],
    ['a uuid', ['users', '{0f1}'], 'users/%7B0f1%7D'],
    ['a slash in a name', ['refs', 'branches', 'feature/x'], 'refs/branches/feature%2Fx'],
    ['what would begin a query', ['a?b#c', 'd&e'], 'a%3Fb%23c/d%26e'],
    ['letters of other scripts', ['größe'], 'gr%C3%B6%C3%9Fe'],
  ])('encodes %s', (_, segments, path) => {
    expect(apiPath(...segments)).toBe(path);
  });

  test.each(['', '.', '..'])('refuses "%s", which would lead elsewhere', (segment) => {
    expect(caught(() => apiPath('repositories', 'zentra', segment, 'hooks')).code).toBe('usage');
  });
});

describe('withQuery()', () => {
  test.each([
    ['nothing', {}, 'a'],
    ['an empty filter', { q: '' }, 'a'],
    ['a filter', { q: 'project.key="AME"' }, 'a?q=project.key%3D%22AME%22'],
    ['an order', { sort: '-updated_on' }, 'a?sort=-updated_on'],
    [
      'fields on top of the usual ones',
      { fields: ['+values.user.email'] },
      'a?fields=%2Bvalues.user.email',
    ],
    ['fields less than usual', { fields: ['-values.links'] }, 'a?fields=-values.links'],
    [
      'only some fields, and those that paging needs',
      { fields: ['values.uuid'] },
      'a?fields=values.uuid%2Cnext%2Csize%2Cpage%2Cpagelen',
    ],
  ])('asks for %s', (_, query, path) => {
    expect(withQuery('a', query)).toBe(path);
  });
});
