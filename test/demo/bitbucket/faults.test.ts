import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

const restrictions = `${shop}/branch-restrictions`;
const rule = { kind: 'force', branch_match_kind: 'glob', pattern: 'main' };

describe('a fault', () => {
  test('happens where it was asked for, as often as it was asked for', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.faults.push({ does: 'fail', status: 503, on: `GET /2.0${restrictions}`, times: 2 });
    const statuses = [];
    for (const path of [shop, restrictions, restrictions, restrictions])
      statuses.push((await ask('GET', path)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
  });

  test('can come after the request was carried out', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.faults.push({ does: 'fail', status: 502, on: 'POST', applied: true });
    expect((await ask('POST', restrictions, rule)).status).toBe(502);
    expect(bitbucket.state.repositories.shop!.restrictions).toHaveLength(1);
    bitbucket.faults.push({ does: 'reset', on: 'DELETE', applied: true });
    const { id } = bitbucket.state.repositories.shop!.restrictions[0]!;
    await expect(ask('DELETE', `${restrictions}/${id}`)).rejects.toThrow('fetch failed');
    expect(bitbucket.state.repositories.shop!.restrictions).toHaveLength(0);
  });

  test('cuts the connection before anything was done', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.faults.push({ does: 'reset' });
    await expect(ask('POST', restrictions, rule)).rejects.toThrow('fetch failed');
    expect(bitbucket.state.repositories.shop!.restrictions).toHaveLength(0);
  });

  test.each([
    [undefined, null],
    [7, '7'],
  ])('says 429 as text, with retryAfter %s', async (retryAfter, header) => {
    const { bitbucket } = await aBitbucket();
    bitbucket.faults.push({ does: 'throttle', ...(retryAfter && { retryAfter }) });
    const response = await fetch(`${bitbucket.url}${shop}`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, header]);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(await response.text()).toBe('Rate limit for this resource has been exceeded');
  });

  test('says HTML where JSON should be, or leads to another host', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.faults.push({ does: 'html' }, { does: 'redirect', to: 'https://example.com/' });
    const page = await fetch(`${bitbucket.url}${shop}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const response = await fetch(`${bitbucket.url}${shop}`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      'https://example.com/',
    ]);
    expect((await ask('GET', shop)).status).toBe(200);
  });

  test('breaks the link to the next page in three ways', async () => {
    const { bitbucket, ask } = await aBitbucket();
    for (let index = 0; index < 11; index += 1) bitbucket.addRepository({ slug: `r${index}` });
    const next = async (how: 'missing' | 'fails' | 'repeats') => {
      bitbucket.faults.push({ does: 'break-next', how });
      const { body } = await ask('GET', '/repositories/zentra');
      return [body.size, body.next && new URL(body.next).search];
    };
    expect(await next('missing')).toEqual([12, undefined]);
    expect(await next('fails')).toEqual([12, '?page=broken']);
    expect(await next('repeats')).toEqual([12, '']);
    expect((await ask('GET', '/repositories/zentra?page=broken')).status).toBe(400);
  });

  test('empties a page without an error', async () => {
    const { bitbucket, ask } = await aBitbucket();
    bitbucket.faults.push(
      { does: 'empty-page', size: 'kept' },
      { does: 'empty-page', size: 'missing' },
    );
    expect((await ask('GET', '/repositories/zentra')).body).toMatchObject({ size: 1, values: [] });
    expect((await ask('GET', '/repositories/zentra')).body).toEqual({
      page: 1,
      pagelen: 10,
      values: [],
    });
  });
});

describe('the limit', () => {
  test('is of each account and hour, and webhooks have their own', async () => {
    let now = new Date('2026-11-21T12:00:00Z');
    const { bitbucket, ask, askAs } = await aBitbucket({
      now: () => now,
      rateLimit: { perHour: 2, retryAfter: 60 },
    });
    const owner = bitbucket.issueToken({ kind: 'api' });
    const statuses = [];
    for (const path of [shop, shop, shop, `${shop}/hooks`])
      statuses.push((await fetched(path)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect((await fetched(shop)).headers.get('retry-after')).toBe('60');
    const other = askAs(bitbucket.issueToken({ kind: 'access' }));
    const { headers } = await other('GET', shop);
    expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
      '2',
      null,
    ]);
    now = new Date('2026-11-21T13:00:01Z');
    expect((await ask('GET', shop)).status).toBe(200);

    async function fetched(path: string) {
      const { authorization } = owner;
      return fetch(`${bitbucket.url}${path}`, { headers: { authorization } });
    }
  });

  test('is also one of requests at the same time', async () => {
    const { bitbucket } = await aBitbucket({ latency: 100, rateLimit: { concurrent: 2 } });
    const { authorization } = bitbucket.issueToken({ kind: 'api' });
    const all = Array.from({ length: 6 }, () =>
      fetch(`${bitbucket.url}${shop}`, { headers: { authorization } }),
    );
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(bitbucket.requests.peak).toBeGreaterThan(2);
  });
});

test('requests are counted, by method and the beginning of the path', async () => {
  const { bitbucket, ask } = await aBitbucket();
  await ask('GET', restrictions);
  await ask('POST', restrictions, rule);
  const { requests } = bitbucket;
  expect([requests.count(), requests.count(`/2.0${shop}`), requests.count('POST ')]).toEqual([
    2, 2, 1,
  ]);
  expect(requests.entries.map(({ status }) => status)).toEqual([200, 201]);
  requests.clear();
  expect(requests.count()).toBe(0);
});

test('a seed is where another server goes on from, and is not touched', async () => {
  const first = await aBitbucket();
  await first.ask('POST', restrictions, rule);
  const second = await aBitbucket({ seed: first.bitbucket.state });
  expect(second.bitbucket.state.workspace).toEqual(first.bitbucket.state.workspace);
  second.bitbucket.addMember({ email: 'ana@example.com' });
  expect(first.bitbucket.state.members).toHaveLength(1);
});
