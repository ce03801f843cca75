import { describe, expect, test } from 'vitest';
import type { Wait } from '../../../src/io/bitbucket/admission.ts';
import { aClient, bitbucket, onlyNock } from '../../support/a-client.ts';
import { problem } from '../../support/problem.ts';

onlyNock();
const post = { method: 'POST', path: 'x', body: {} } as const;
const put = { method: 'PUT', path: 'x', body: {} } as const;
const remove = { method: 'DELETE', path: 'x' } as const;
const broken = (code: string) => Object.assign(new Error(code), { code });
const tooMany = 'Rate limit for this resource has been exceeded';
const text = { 'Content-Type': 'text/plain' };

describe('a server that is not well', () => {
  test.each([500, 502, 503, 504])('is asked again after a %i, later and later', async (status) => {
    bitbucket().get('/x').times(3).reply(status, '<html>');
    bitbucket().get('/x').reply(200, '7');
    const { get, waits, counts } = aClient();
    expect(await get('x')).toBe(7);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(counts()).toEqual({ requests: 4, remembered: 0, repeated: 3 });
  });

  test('is asked again when it said', async () => {
    bitbucket().get('/x').reply(503, '', { 'Retry-After': '17' });
    bitbucket().get('/x').reply(200, '7');
    const { get, waits } = aClient();
    await get('x');
    expect(waits).toEqual([17_000]);
  });

  test('is given up after five tries', async () => {
    bitbucket().get('/x').times(5).reply(502);
    const { kind, status, code } = await problem(aClient().get('x'));
    expect([kind, status, code]).toEqual(['unreachable', 502, 'unsure']);
  });
});

describe('a connection that breaks', () => {
  test.each(['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ECONNREFUSED'])(
    'with %s is tried again for a read',
    async (code) => {
      bitbucket().get('/x').replyWithError(broken(code));
      bitbucket().get('/x').reply(200, '7');
      expect(await aClient().get('x')).toBe(7);
    },
  );

  test.each(['CERT_HAS_EXPIRED', 'ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'with %s is not: it would break again',
    async (code) => {
      bitbucket().get('/x').replyWithError(broken(code));
      const { kind, message } = await problem(aClient().get('x'));
      expect([kind, message]).toEqual([
        'unreachable',
        `Cannot read "x": Bitbucket did not answer (${code})`,
      ]);
    },
  );
});

describe('a PUT', () => {
  test('is repeated: twice is as good as once', async () => {
    bitbucket().put('/x').reply(500);
    bitbucket().put('/x').replyWithError(broken('ECONNRESET'));
    bitbucket().put('/x').reply(200, '{}');
    expect(await aClient().send(put)).toEqual({});
  });

  test('that nobody ever answers may have been carried out', async () => {
    bitbucket().put('/x').times(5).replyWithError(broken('ECONNRESET'));
    const { kind, message, code } = await problem(aClient().send(put));
    expect([kind, message, code]).toEqual([
      'unknown-fate',
      'Cannot tell whether Cutover did change "x": Bitbucket did not answer (ECONNRESET)',
      'failed',
    ]);
  });

  test('that never got through has not been carried out', async () => {
    bitbucket().put('/x').times(5).replyWithError(broken('ECONNREFUSED'));
    expect((await problem(aClient().send(put))).kind).toBe('unreachable');
  });
});

describe('a DELETE', () => {
  test('whose first answer was lost is done when the thing is gone', async () => {
    bitbucket().delete('/x').replyWithError(broken('ECONNRESET'));
    bitbucket()
      .delete('/x')
      .reply(404, { error: { message: 'Not found' } });
    expect(await aClient().send(remove)).toBe(undefined);
  });

  test('of something that is not there is a problem', async () => {
    bitbucket().delete('/x').reply(404);
    expect((await problem(aClient().send(remove))).kind).toBe('not-found');
  });
});

describe('a POST', () => {
  test.each<[string, (scope: ReturnType<typeof bitbucket>) => void]>([
    ['500', (scope) => scope.post('/x').reply(500)],
    ['503', (scope) => scope.post('/x').reply(503, '', { 'Retry-After': '1' })],
    ['ECONNRESET', (scope) => scope.post('/x').replyWithError(broken('ECONNRESET'))],
    ['ETIMEDOUT', (scope) => scope.post('/x').replyWithError(broken('ETIMEDOUT'))],
  ])('that ends with %s is not repeated: nobody knows what became of it', async (_, prepare) => {
    prepare(bitbucket());
    const { send, counts } = aClient();
    const { kind, hint } = await problem(send(post));
    expect([kind, hint]).toEqual(['unknown-fate', 'Plan again: a plan shows what is there now']);
    expect(counts().requests).toBe(1);
  });

  test('is repeated where it never got through, and where it was refused as one too many', async () => {
    bitbucket().post('/x').replyWithError(broken('ECONNREFUSED'));
    bitbucket().post('/x').reply(429, tooMany, text);
    bitbucket().post('/x').reply(201, '{}');
    expect(await aClient().send(post)).toEqual({});
  });
});

describe('a 429', () => {
  test('pauses all requests, and is nobody’s problem', async () => {
    bitbucket().get('/x').reply(429, tooMany, text);
    bitbucket().get('/x').reply(429, tooMany, text);
    bitbucket().get('/x').reply(200, '7');
    const { get, waits } = aClient();
    expect(await get('x')).toBe(7);
    expect(waits).toEqual([2_000, 4_000]);
  });

  test.each([
    ['9', 9_000],
    ['Fri, 20 Nov 2026 12:00:08 GMT', 8_000],
  ])('with Retry-After: %s pauses as long as it says', async (header, pause) => {
    bitbucket()
      .get('/x')
      .reply(429, tooMany, { ...text, 'Retry-After': header });
    bitbucket().get('/x').reply(200, '7');
    const { get, waits } = aClient();
    await get('x');
    expect(waits).toEqual([pause]);
  });

  test('again and again, one by one, is the hour’s limit: the run waits where it can be seen', async () => {
    bitbucket().get('/x').times(6).reply(429, tooMany, text);
    bitbucket().get('/x').reply(200, '7');
    const told: Wait[] = [];
    const { get, clock, waits } = aClient({ concurrency: 1, onWait: (wait) => told.push(wait) });
    const start = clock.now();
    expect(await get('x')).toBe(7);
    expect(waits).toEqual([2_000, 4_000, 8_000, 300_000, 300_000, 300_000]);
    const long = told.filter(({ until }) => until - start > 100_000);
    expect(long.map(({ because }) => because)).toEqual(['rate-limit', 'rate-limit', 'rate-limit']);
  });

  test('for more than an hour is a problem', async () => {
    bitbucket().get('/x').times(16).reply(429, tooMany, text);
    const { get, clock } = aClient({ concurrency: 1 });
    const start = clock.now();
    const { kind, code } = await problem(get('x'));
    expect([kind, code]).toEqual(['rate-limited', 'unsure']);
    expect(clock.now() - start).toBeGreaterThan(3_600_000);
  });
});

describe('trouble', () => {
  test('is told where it makes the run wait for long', async () => {
    bitbucket().get('/x').reply(503, '', { 'Retry-After': '600' });
    bitbucket().get('/x').reply(500);
    bitbucket().get('/x').reply(200, '7');
    const told: Wait[] = [];
    const { get, clock } = aClient({ onWait: (wait) => told.push(wait) });
    const start = clock.now();
    expect(await get('x')).toBe(7);
    expect(told).toEqual([{ because: 'trouble', until: start + 600_000 }]);
  });
});

describe('a budget', () => {
  test('that is used up makes the run wait until the oldest request is an hour old', async () => {
    bitbucket().get('/x').times(3).reply(200, '7');
    const told: Wait[] = [];
    const { get, clock, waits } = aClient({
      budget: { requests: 2, per: 'hour' },
      onWait: (wait) => told.push(wait),
    });
    const start = clock.now();
    for (let times = 0; times < 3; times += 1) await get('x');
    expect(waits).toEqual([3_600_000]);
    expect(told).toEqual([{ because: 'budget', until: start + 3_600_000 }]);
  });

  test('counts what is repeated', async () => {
    bitbucket().get('/x').reply(500);
    bitbucket().get('/x').reply(200, '7');
    const { get, waits } = aClient({ budget: { requests: 1, per: 'hour' } });
    await get('x');
    expect(waits).toEqual([1_000, 3_599_000]);
  });
});

describe('an interrupted run', () => {
  test('asks nothing any more', async () => {
    const { get, send } = aClient({ signal: AbortSignal.abort() });
    expect((await problem(get('x'))).kind).toBe('interrupted');
    expect((await problem(send(put))).kind).toBe('interrupted');
  });

  test('does not wait for an answer to a read', async () => {
    const stop = new AbortController();
    bitbucket()
      .get('/x')
      .reply(() => {
        stop.abort();
        return new Promise(() => undefined);
      });
    expect((await problem(aClient({ signal: stop.signal }).get('x'))).kind).toBe('interrupted');
  });

  test('waits for the answer to a write', async () => {
    const stop = new AbortController();
    bitbucket()
      .put('/x')
      .reply(() => {
        stop.abort();
        return [200, { done: true }];
      });
    expect(await aClient({ signal: stop.signal }).send(put)).toEqual({ done: true });
  });

  test('repeats no write, and says that it may have been carried out', async () => {
    const stop = new AbortController();
    bitbucket()
      .put('/x')
      .reply(() => {
        stop.abort();
        return [500];
      });
    expect((await problem(aClient({ signal: stop.signal }).send(put))).kind).toBe('unknown-fate');
  });
});
