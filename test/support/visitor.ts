import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

/** A web server for a directory, as nginx is for `current/public`: every request follows the pointer anew. */
export async function serve(directory: string): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(join(directory, normalize(request.url ?? '/'))));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

/** What people saw who never close a tab. */
export interface Visited {
  /** The assets that any page they opened named. */
  readonly assets: readonly string[];
  readonly requests: number;
  readonly problems: readonly string[];
}

/**
 * Opens the page again and again, and asks for the asset of every page it has ever opened, until stopped. A page is one
 * line: the name of its asset, whose content is that name too.
 */
export function visit(url: string): { stop(): Promise<Visited> } {
  const assets = new Set<string>();
  const problems: string[] = [];
  let requests = 0;
  let wanted = true;
  const running = open();
  return {
    async stop() {
      wanted = false;
      await running;
      return { assets: [...assets].toSorted(), requests, problems: problems.slice(0, 5) };
    },
  };

  async function open(): Promise<void> {
    while (wanted) {
      const page = await ask('/index.html');
      if (page !== undefined) assets.add(page);
      for (const asset of assets) await load(asset);
    }
  }

  async function load(asset: string): Promise<void> {
    const got = await ask(`/build/${asset}`);
    if (got !== undefined && got !== asset) problems.push(`${asset} is "${got}"`);
  }

  async function ask(path: string): Promise<string | undefined> {
    requests += 1;
    const { status, text } = await request(`${url}${path}`);
    if (status === 200) return text.trim();
    problems.push(`${path}: ${status}`);
    return undefined;
  }
}

/** One request, and how it was answered. */
export function request(url: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    }).once('error', reject);
  });
}
