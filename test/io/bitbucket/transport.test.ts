import { createServer, type RequestListener } from 'node:http';
import { inspect } from 'node:util';
import nock from 'nock';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { network } from '../../../src/io/bitbucket/transport.ts';
import { aClient } from '../../support/a-client.ts';
import { freePort } from '../../support/free-port.ts';
import { problem } from '../../support/problem.ts';

// What stands between node:http and the wire for nock keeps no connections.
nock.restore();

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

/** A server on loopback, and how many connections it was opened. */
async function aServer(listener: RequestListener) {
  let connections = 0;
  const server = createServer(listener).on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => server.close().closeAllConnections());
  const { port } = server.address() as { port: number };
  return { baseUrl: `http://127.0.0.1:${port}/2.0`, connections: () => connections };
}

const get = (url: string) =>
  ({ method: 'GET', url, headers: { Authorization: 'Bearer t0ken' } }) as const;

describe('network()', () => {
  test('gives any answer, whatever its status, type and encoding', async () => {
    const { baseUrl } = await aServer((_, response) => {
      response.writeHead(503, { 'Retry-After': '3', 'Content-Type': 'text/html' }).end('<ä>');
    });
    const answer = await network()(get(baseUrl));
    expect(answer).toMatchObject({ answered: true, status: 503, text: '<ä>' });
    expect(answer.answered && [answer.header('Retry-After'), answer.header('x')]).toEqual([
      '3',
      '',
    ]);
  });

  test('keeps its connections', async () => {
    const { baseUrl, connections } = await aServer((_, response) => response.end('7'));
    const { get: read } = aClient({ baseUrl });
    for (let times = 0; times < 5; times += 1) await read('x');
    expect(connections()).toBe(1);
  });

  test('knows that a request nobody listens to was not sent', async () => {
    const silence = await network()(get(`http://127.0.0.1:${await freePort()}/`));
    expect(silence).toEqual({
      answered: false,
      reason: 'ECONNREFUSED',
      sent: false,
      passing: true,
    });
  });

  test.each<[string, RequestListener]>([
    ['before the answer', (request) => request.socket.resetAndDestroy()],
    [
      'in the middle of the answer',
      (request, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{"half":', () => request.socket.resetAndDestroy());
      },
    ],
    [
      'at the end of an answer that is too short',
      (request, response) => {
        response.writeHead(200, { 'Content-Length': '100' });
        response.write('{"half":', () => request.socket.end());
      },
    ],
  ])('knows that a request may have been seen whose connection breaks %s', async (_, listener) => {
    const { baseUrl } = await aServer(listener);
    const silence = await network()(get(baseUrl));
    expect(silence).toMatchObject({ answered: false, sent: true, passing: true });
    expect(inspect(silence, { depth: 99 })).not.toContain('t0ken');
  });

  test('lets go of a request that is not wanted any more', async () => {
    const stop = new AbortController();
    const { baseUrl } = await aServer(() => stop.abort());
    expect(await network()(get(baseUrl), stop.signal)).toMatchObject({
      answered: false,
      passing: false,
    });
  });

  test('goes through no proxy of the environment, which would see the credentials', async () => {
    const seen: unknown[] = [];
    const proxy = await aServer((request, response) =>
      response.end(String(seen.push(request.url))),
    );
    const { baseUrl } = await aServer((_, response) => response.end('"direct"'));
    vi.stubEnv('HTTP_PROXY', proxy.baseUrl);
    const answer = await network()(get(baseUrl)).finally(() => {
      vi.unstubAllEnvs();
    });
    expect(answer).toMatchObject({ text: '"direct"' });
    expect(seen).toEqual([]);
  });
});

describe('a client over the network', () => {
  test('has no more requests open than it may, and is not slower than that', async () => {
    let [open, most] = [0, 0];
    const { baseUrl } = await aServer((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('7');
      }, 5);
    });
    const { get: read } = aClient({ baseUrl, concurrency: 3 });
    await Promise.all(Array.from({ length: 30 }, (_, at) => read(`x${at}`)));
    expect(most).toBe(3);
  });

  test('reads on when the connection breaks', async () => {
    let requests = 0;
    const { baseUrl } = await aServer((request, response) => {
      requests += 1;
      if (requests < 3) request.socket.resetAndDestroy();
      else response.end('7');
    });
    expect(await aClient({ baseUrl }).get('x')).toBe(7);
  });

  test('sends a POST once, although the connection broke after it', async () => {
    let requests = 0;
    const { baseUrl } = await aServer((request) => {
      requests += 1;
      request.resume().on('end', () => request.socket.resetAndDestroy());
    });
    const { kind } = await problem(
      aClient({ baseUrl }).send({ method: 'POST', path: 'x', body: {} }),
    );
    expect([kind, requests]).toEqual(['unknown-fate', 1]);
  });

  test('sends nothing to another server that it is redirected to', async () => {
    const seen: unknown[] = [];
    const other = await aServer((request, response) => {
      seen.push(request.headers);
      response.end('7');
    });
    const { baseUrl } = await aServer((_, response) => {
      response.writeHead(302, { Location: `${other.baseUrl}/x` }).end();
    });
    expect((await problem(aClient({ baseUrl }).get('x'))).kind).toBe('redirected');
    expect(seen).toEqual([]);
  });
});
