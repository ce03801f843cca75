import { readFile, realpath } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';

const manifest = z.object({ build: z.string() });

/** A web app that serves whatever `current` leads to, as nginx does with `$realpath_root`. */
export interface SmallApp {
  readonly url: string;
  close(): void;
}

/** Serves the release below `root`: a page made of two of its files, and a health check. */
export async function startSmallApp(root: string): Promise<SmallApp> {
  const server = createServer((request, response) => {
    answer(root, request.url ?? '/').then(
      ({ status, build, body }) => response.writeHead(status, { 'X-Release': build }).end(body),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(root: string, path: string) {
  // Once for each request: both files come from one release, whatever happens meanwhile.
  const release = await realpath(join(root, 'current'));
  const read = (name: string) => readFile(join(release, name), 'utf8');
  const { build } = manifest.parse(JSON.parse(await read('manifest.json')));
  if (path === '/health') {
    const health = (await read('public/health.txt')).trim();
    return { status: health === 'fine' ? 200 : 500, build, body: health };
  }
  return {
    status: 200,
    build,
    body: `${await read('public/head.txt')}${await read('public/foot.txt')}`,
  };
}
