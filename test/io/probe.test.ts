import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { type ProbeResult, probeUntil } from '../../src/io/probe.ts';
import type { ProbeCall } from '../../src/release/plan.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** Asks a server that answers like this; a probe gives up at once unless told otherwise. */
async function asked(answer: RequestListener, own: Partial<ProbeCall> = {}, signal?: AbortSignal) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
  const call: ProbeCall = { does: 'probe', url, expect: [200], timeout: 60, within: 0, ...own };
  return probeUntil(call, { seconds: () => performance.now() / 1000, signal });
}

const says =
  (status: number, headers: Readonly<Record<string, string>> = {}) =>
  (_: unknown, response: ServerResponse) =>
    response.writeHead(status, headers).end('page');

const release = { header: 'X-Release', build: 'B' };

describe('probeUntil() (T-25)', () => {
  test.each<[string, RequestListener, Partial<ProbeCall>, ProbeResult]>([
    ['passes on the status it expects', says(200), {}, { passed: true, result: 'it answered 200' }],
    [
      'passes on any status it expects',
      says(204),
      { expect: [200, 204] },
      { passed: true, result: 'it answered 204' },
    ],
    [
      'takes a redirect for an answer',
      says(301),
      { expect: [301] },
      { passed: true, result: 'it answered 301' },
    ],
    [
      'fails on another status',
      says(503),
      {},
      { passed: false, result: 'it answered 503, expected 200 (tried once in 0s)' },
    ],
    [
      'passes when the right build answers',
      says(200, { 'x-release': 'B' }),
      { release },
      { passed: true, result: 'B answered 200' },
    ],
    [
      'fails when another build answers',
      says(200, { 'x-release': 'A' }),
      { release },
      { passed: false, result: '"A" in X-Release, expected "B" (tried once in 0s)' },
    ],
    [
      'fails when no build is named',
      says(200),
      { release },
      { passed: false, result: 'no build in X-Release, expected "B" (tried once in 0s)' },
    ],
    [
      'fails when the connection is cut',
      ({ socket }) => socket.destroy(),
      {},
      { passed: false, result: 'no answer: ECONNRESET (tried once in 0s)' },
    ],
    [
      'fails when nothing is said in time',
      () => undefined,
      { timeout: 0.1 },
      { passed: false, result: 'no answer within 0.1s (tried once in 0s)' },
    ],
  ])('%s', async (_, answer, own, expected) => {
    expect(await asked(answer, own)).toEqual(expected);
  });

  test('is content with the head of a page that has no end', async () => {
    const endless: RequestListener = (_, response) => {
      response.writeHead(200, { 'x-release': 'B' }).write('on and on');
    };
    expect(await asked(endless, { release })).toMatchObject({ passed: true });
  });

  test('does not wait for a head that comes letter by letter', async () => {
    const dripping: RequestListener = ({ socket }) => {
      const drip = setInterval(() => socket.write('H'), 10);
      socket.on('close', () => clearInterval(drip)).on('error', () => undefined);
    };
    const { passed } = await asked(dripping, { timeout: 0.1 });
    expect(passed).toBe(false);
  });

  test('asks again until the release has warmed up', async () => {
    let asks = 0;
    const warming: RequestListener = (_, response) => {
      asks += 1;
      response.writeHead(asks === 1 ? 503 : 200).end();
    };
    expect(await asked(warming, { within: 30 })).toEqual({
      passed: true,
      result: 'it answered 200',
    });
    expect(asks).toBe(2);
  });

  test('stops asking when the run is interrupted', async () => {
    const interruption = new AbortController();
    const silent: RequestListener = () => interruption.abort();
    const { passed } = await asked(silent, { within: 600 }, interruption.signal);
    expect(passed).toBe(false);
  });
});
