import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Stop } from '../../../src/error.ts';
import { type Checkpoint, openCheckpoint } from '../../../src/io/bitbucket/checkpoint.ts';
import { Secret } from '../../../src/secret.ts';
import { aClient, base, bitbucket, onlyNock, token } from '../../support/a-client.ts';
import { problem } from '../../support/problem.ts';
import { scratch } from '../../support/scratch.ts';

onlyNock();
const whose = { api: base, account: 'ana@example.com', policy: 'p1', notBefore: 0 };
const aFile = () => join(scratch('checkpoint'), 'checkpoint');
const answer = (get: string, body: unknown, at = 1) => ({ get, at, status: 200, body });

async function recalled(checkpoint: Checkpoint, ...paths: string[]): Promise<unknown[]> {
  const found = await Promise.all(paths.map((path) => checkpoint.recall(path)));
  return found.map((one) => one?.body);
}

/** The Stop that opening a file ends with. */
async function refused(file: string, options = whose): Promise<string> {
  const error = await openCheckpoint(file, options).catch((caught: unknown) => caught);
  if (!(error instanceof Stop)) throw new Error('It was not refused');
  return `${error.code}: ${error.message.replace(file, 'FILE')}`;
}

describe('openCheckpoint()', () => {
  test('knows in the next run what was remembered in this one, whatever letters it has', async () => {
    const file = aFile();
    const bodies = { a: { values: [1] }, b: 'ä\u2028\n\r"', c: null };
    const one = await openCheckpoint(file, whose);
    for (const [path, body] of Object.entries(bodies)) await one.remember(answer(path, body));
    expect(await recalled(one, 'a', 'b', 'c', 'd')).toEqual([...Object.values(bodies), undefined]);
    await one.close();
    const two = await openCheckpoint(file, whose);
    expect(await recalled(two, 'a', 'b', 'c', 'd')).toEqual([...Object.values(bodies), undefined]);
    expect(two.times).toEqual([1, 1, 1]);
    await two.close();
  });

  test('takes many answers at once', async () => {
    const file = aFile();
    const one = await openCheckpoint(file, whose);
    const paths = Array.from({ length: 200 }, (_, at) => `p${at}`);
    await Promise.all(paths.map((path) => one.remember(answer(path, path.repeat(9)))));
    await one.close();
    const two = await openCheckpoint(file, whose);
    expect(await recalled(two, ...paths)).toEqual(paths.map((path) => path.repeat(9)));
    await two.close();
  });

  test('takes the last answer of a path', async () => {
    const one = await openCheckpoint(aFile(), whose);
    await one.remember(answer('a', 1));
    await one.remember(answer('a', 2));
    expect(await recalled(one, 'a')).toEqual([2]);
    await one.close();
  });

  test('does not believe answers from before a time', async () => {
    const file = aFile();
    const one = await openCheckpoint(file, whose);
    await one.remember(answer('old', 1, 10));
    await one.remember(answer('new', 2, 20));
    await one.close();
    const two = await openCheckpoint(file, { ...whose, notBefore: 15 });
    expect(await recalled(two, 'old', 'new')).toEqual([undefined, 2]);
    await two.close();
  });

  test.each([
    ['below an address', 'repositories/z/a', [undefined, undefined, undefined, 4, 5]],
    ['at all', '', [undefined, undefined, undefined, undefined, undefined]],
  ])('forgets what is %s, in the next run too', async (_, address, left) => {
    const file = aFile();
    const paths = [
      'repositories/z/a',
      'repositories/z/a?fields=x',
      'repositories/z/a/hooks?pagelen=100',
      'repositories/z/ab',
      'workspaces/z',
    ];
    const one = await openCheckpoint(file, whose);
    for (const [at, path] of paths.entries()) await one.remember(answer(path, at + 1));
    await one.forget(address);
    expect(await recalled(one, ...paths)).toEqual(left);
    await one.close();
    const two = await openCheckpoint(file, whose);
    expect(await recalled(two, ...paths)).toEqual(left);
    await two.close();
  });

  test('keeps all whole answers of a run that was killed at any byte', async () => {
    const file = aFile();
    const one = await openCheckpoint(file, whose);
    await one.remember(answer('a', 'ä'));
    const whole = (await stat(file)).size;
    await one.remember(answer('b', 'ö'));
    await one.close();
    const bytes = await readFile(file);
    for (let length = 0; length <= bytes.length; length += 1) {
      await writeFile(file, bytes.subarray(0, length));
      const two = await openCheckpoint(file, whose);
      await two.remember(answer('c', 'ü'));
      const found = await recalled(two, 'a', 'b', 'c');
      await two.close();
      const three = await openCheckpoint(file, whose);
      expect(await recalled(three, 'a', 'b', 'c')).toEqual(found);
      await three.close();
      expect(found).toEqual([
        length >= whole ? 'ä' : undefined,
        length === bytes.length ? 'ö' : undefined,
        'ü',
      ]);
    }
  });

  test('refuses a file that is something else, and leaves it as it is', async () => {
    for (const text of ['precious', 'precious\n', '{}\n', '{"format":"cutover-checkpoint/2"}\n']) {
      const file = aFile();
      await writeFile(file, text);
      expect(await refused(file)).toBe(
        'usage: Cannot use "FILE" as a checkpoint: it is something else',
      );
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  test('refuses answers of another API, of somebody else, and for another policy', async () => {
    const file = aFile();
    await (await openCheckpoint(file, whose)).close();
    expect(await refused(file, { ...whose, api: 'http://x/2.0' })).toContain(`it is of ${base}`);
    expect(await refused(file, { ...whose, account: 'bob' })).toContain('it is of ana@example.com');
    expect(await refused(file, { ...whose, policy: 'p2' })).toContain('the policy has changed');
  });

  test('refuses a file in which something was changed', async () => {
    const file = aFile();
    const one = await openCheckpoint(file, whose);
    await one.remember(answer('a', 1));
    await one.close();
    await writeFile(file, (await readFile(file, 'utf8')).replace('"get"', '"got"'));
    expect(await refused(file)).toContain('begins at byte');
  });

  test('refuses a place where nothing can be', async () => {
    expect(await refused(join(scratch('checkpoint'), 'no', 'such'))).toContain('ENOENT');
    expect(await refused(scratch('checkpoint'))).toContain('EISDIR');
    expect(await refused('/dev/zero')).toContain('it is no regular file');
  });

  test('gives nothing that another run on the same file has moved', async () => {
    const file = aFile();
    const one = await openCheckpoint(file, whose);
    await one.remember(answer('a', 'mine'));
    await writeFile(file, `${'x'.repeat(400)}\n`);
    expect(await recalled(one, 'a')).toEqual([undefined]);
    await one.close();
  });

  test('lets nobody else read what Bitbucket answered', async () => {
    const file = aFile();
    await (await openCheckpoint(file, whose)).close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('is gone when the run is complete', async () => {
    const file = aFile();
    await (await openCheckpoint(file, whose)).remove();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});

describe('a run with a checkpoint', () => {
  const list = 'repositories/z/a/hooks';
  const page = (at: number) => `/${list}?pagelen=100${at === 1 ? '' : `&page=${at}`}`;

  test('stops where its budget is used up, and asks nothing twice when it is taken up again', async () => {
    const file = aFile();
    bitbucket()
      .get(page(1))
      .reply(200, { values: [1], size: 3 });
    bitbucket()
      .get(page(2))
      .reply(200, { values: [2], size: 3 });
    const one = await openCheckpoint(file, whose);
    const budget = { requests: 2, per: 'hour' } as const;
    const first = aClient({ checkpoint: one, budget });
    const { kind, code, message, hint } = await problem(first.list(list));
    expect([kind, code, message]).toEqual([
      'out-of-budget',
      'unsure',
      'Cannot ask Bitbucket any more: the budget is used up until 2026-11-20T13:00Z',
    ]);
    expect(hint).toContain(`--checkpoint ${file}`);
    await one.close();

    bitbucket()
      .get(page(3))
      .reply(200, { values: [3], size: 3 });
    const two = await openCheckpoint(file, whose);
    const second = aClient({ checkpoint: two, budget });
    expect((await problem(second.list(list))).kind).toBe('out-of-budget');
    await second.clock.wait(3_600_000);
    expect(await second.list(list)).toEqual([1, 2, 3]);
    expect(second.counts()).toEqual({ requests: 1, remembered: 4, repeated: 0 });
    await two.close();
  });

  test('stops at the hour’s limit instead of waiting for it', async () => {
    bitbucket().get('/x').times(3).reply(429, 'Rate limit for this resource has been exceeded');
    const checkpoint = await openCheckpoint(aFile(), whose);
    const { kind, hint } = await problem(aClient({ checkpoint, concurrency: 1 }).get('x'));
    expect([kind, hint]).toEqual(['rate-limited', expect.stringContaining('--checkpoint')]);
    await checkpoint.close();
  });

  test('remembers that a thing is absent, for those who ask whether it is', async () => {
    bitbucket().get('/repositories/z/a/x').reply(404);
    bitbucket().get('/repositories/z/a').reply(200, {});
    const checkpoint = await openCheckpoint(aFile(), whose);
    await aClient({ checkpoint }).get('repositories/z/a/x', { orUndefined: true });
    const again = aClient({ checkpoint });
    expect(await again.get('repositories/z/a/x', { orUndefined: true })).toBe(undefined);
    expect(again.counts().requests).toBe(0);
    bitbucket().get('/repositories/z/a/x').reply(404);
    expect((await problem(again.get('repositories/z/a/x'))).kind).toBe('not-found');
    await checkpoint.close();
  });

  test('remembers that a thing was not found, though its place could not be asked any more', async () => {
    const file = aFile();
    bitbucket().get('/repositories/z/a/x').reply(404);
    const one = await openCheckpoint(file, whose);
    const first = aClient({ checkpoint: one, budget: { requests: 1, per: 'hour' } });
    const look = { orUndefined: true };
    expect((await problem(first.get('repositories/z/a/x', look))).kind).toBe('out-of-budget');
    await one.close();
    bitbucket().get('/repositories/z/a').reply(200, {});
    const two = await openCheckpoint(file, whose);
    expect(await aClient({ checkpoint: two }).get('repositories/z/a/x', look)).toBe(undefined);
    await two.close();
  });

  test('remembers no problem', async () => {
    bitbucket().get('/x').reply(403);
    bitbucket().get('/x').reply(200, '7');
    const checkpoint = await openCheckpoint(aFile(), whose);
    await problem(aClient({ checkpoint }).get('x'));
    expect(await aClient({ checkpoint }).get('x')).toBe(7);
    await checkpoint.close();
  });

  test('looks again where it has to be sure, and believes that from then on', async () => {
    bitbucket().get('/x').reply(200, '1');
    bitbucket().get('/x').reply(200, '2');
    const checkpoint = await openCheckpoint(aFile(), whose);
    const { get, live } = aClient({ checkpoint });
    expect([await get('x'), await get('x'), await live.get('x'), await get('x')]).toEqual([
      1, 1, 2, 2,
    ]);
    await checkpoint.close();
  });

  test.each([
    ['something in a repository', 'repositories/z/a/hooks/1', 204, 3],
    ['something in a repository, in vain', 'repositories/z/a/hooks/1', 403, 3],
    ['a repository', 'repositories/z/a', 200, 4],
    ['something in a project', 'workspaces/z/projects/P/hooks/1', 204, 4],
  ])('asks anew after it has written %s', async (_, path, status, requests) => {
    const checkpoint = await openCheckpoint(aFile(), whose);
    await checkpoint.remember(answer('repositories/z/a/hooks', 1));
    await checkpoint.remember(answer('repositories/z/a', 1));
    await checkpoint.remember(answer('repositories/z/b', 1));
    bitbucket().put(`/${path}`).reply(status, '');
    const client = aClient({ checkpoint });
    await client.send({ method: 'PUT', path }).catch(() => undefined);
    const asked = ['/repositories/z/a/hooks', '/repositories/z/a', '/repositories/z/b'];
    for (const one of asked.slice(0, requests - 1)) bitbucket().get(one).reply(200, '2');
    for (const one of asked) await client.get(one.slice(1));
    expect(client.counts().requests).toBe(requests);
    await checkpoint.close();
  });

  test('that is interrupted waits for the answer that it will remember, and asks nothing more', async () => {
    const stop = new AbortController();
    bitbucket()
      .get(page(1))
      .reply(async () => {
        stop.abort();
        await setTimeout(20);
        return [200, { values: [1], size: 2 }];
      });
    const checkpoint = await openCheckpoint(aFile(), whose);
    const client = aClient({ checkpoint, signal: stop.signal });
    const { kind, hint } = await problem(client.list(list));
    expect([kind, hint]).toEqual(['interrupted', expect.stringContaining('--checkpoint')]);
    expect((await checkpoint.recall(page(1).slice(1)))?.body).toEqual({ values: [1], size: 2 });
    await checkpoint.close();
  });

  test('leaves no secret on the disk', async () => {
    const file = aFile();
    bitbucket().post('/repositories/z/a/x').reply(201, '{}');
    bitbucket().get('/repositories/z/a/x').reply(200, '{}');
    const checkpoint = await openCheckpoint(file, whose);
    const { send, get } = aClient({ checkpoint });
    await send({
      method: 'POST',
      path: 'repositories/z/a/x',
      body: { value: new Secret('s3cret') },
    });
    await get('repositories/z/a/x');
    await checkpoint.close();
    expect(await readFile(file, 'utf8')).not.toMatch(new RegExp(`${token}|s3cret|Bearer`));
  });
});
