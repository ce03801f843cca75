import { readdirSync, utimesSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { request, serve, type Visited, visit } from '../../support/visitor.ts';

const able = hasOpenssh() && canMount();
const built = (name: string) => ({
  'public/index.html': `${name}.js\n`,
  [`public/build/${name}.js`]: `${name}.js\n`,
  'public/build/manifest.json': `${name}\n`,
});

describe.skipIf(!able)('old assets (T-24)', { shuffle: false }, () => {
  let stand: Stand;
  let server: Awaited<ReturnType<typeof serve>>;
  let visitor: ReturnType<typeof visit>;
  let visited: Visited;
  const status = async (asset: string) => (await request(`${server.url}/build/${asset}`)).status;
  const nextRelease = async (name: string, more: Readonly<Record<string, string>> = {}) => {
    stand.project.git('rm', '-r', '--quiet', 'public/build');
    stand.project.commit({ ...built(name), ...more });
    return stand.run('release');
  };

  beforeAll(async () => {
    const config = 'bridge: [public/build]\nhooks: { verify: "test ! -e bad" }\n';
    stand = await aStand({ hosts: 2, config, files: built('one') });
    await stand.run('release');
    server = await serve(stand.path(0, 'current/public'));
    visitor = visit(server.url);
  });
  afterAll(async () => {
    server?.stop();
    await stand?.stop();
  });

  test('stay reachable after a release that has others', async () => {
    expect(await nextRelease('two')).toMatchObject({ exit: 0, stderr: '' });
    expect([await status('one.js'), await status('two.js')]).toEqual([200, 200]);
    expect((await request(`${server.url}/build/manifest.json`)).text).toBe('two\n');
  });

  test('of the newer release stay reachable after a rollback', async () => {
    expect(await stand.run('rollback')).toMatchObject({ exit: 0, stderr: '' });
    expect([await status('one.js'), await status('two.js')]).toEqual([200, 200]);
    expect((await request(`${server.url}/build/manifest.json`)).text).toBe('one\n');
  });

  test('of a release that goes back by itself stay reachable, too', async () => {
    expect((await nextRelease('three', { bad: '' })).exit).toBe(5);
    stand.project.git('rm', '--quiet', 'bad');
    expect(await status('three.js')).toBe(200);
  });

  test('were never missing for anybody who had a page of theirs', async () => {
    visited = await visitor.stop();
    expect(visited.problems).toEqual([]);
    expect(visited.assets).toEqual(expect.arrayContaining(['one.js', 'two.js']));
    expect(visited.requests).toBeGreaterThan(100);
  });

  test('are no drift', async () => {
    expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    expect(await stand.run('drift', '--quick')).toMatchObject({ exit: 0 });
    const { stdout } = await stand.run('status');
    expect(stdout).not.toContain('changed by hand');
  });

  test('are gone when they have aged out', async () => {
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    for (const host of [0, 1]) {
      for (const build of readdirSync(stand.path(host, 'bridge/.left'))) {
        utimesSync(stand.path(host, `bridge/.left/${build}`), twoDaysAgo, twoDaysAgo);
      }
    }
    expect(await nextRelease('four')).toMatchObject({ exit: 0, stderr: '' });
    const now = await Promise.all(
      ['one', 'two', 'three', 'four'].map((name) => status(`${name}.js`)),
    );
    expect(now).toEqual([200, 404, 404, 200]);
    expect(stand.read(1, 'current/public/build/two.js')).toBeUndefined();
  });
});
