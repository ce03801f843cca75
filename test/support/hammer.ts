import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What clients that never stopped asking have seen. */
export interface Hammered {
  readonly requests: number;
  /** Answers other than 200, and requests without an answer. */
  readonly failed: number;
  /** Answers that name more than one release. */
  readonly mixed: number;
  readonly byRelease: Readonly<Record<string, number>>;
  /** What failed, by the release whose directory the answer came from; `nobody` where there was no answer. */
  readonly failedBy: Readonly<Record<string, number>>;
  /** The first few of what went wrong, in words. */
  readonly problems: readonly string[];
}

export interface HammerOptions {
  readonly clients?: number;
  /** Milliseconds a client rests after each answer, so that the machine has time for something else too. */
  readonly rest?: number;
}

/** Requests a page that names its release over kept-alive connections, each client one request after the other, until stopped. */
export function hammer(
  url: string,
  { clients = 4, rest = 0 }: HammerOptions = {},
): { stop(): Promise<Hammered> } {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const byRelease: Record<string, number> = {};
  const failedBy: Record<string, number> = {};
  const problems: string[] = [];
  const count = { requests: 0, failed: 0, mixed: 0 };
  let wanted = true;
  const running = Array.from({ length: clients }, client);
  return {
    async stop() {
      wanted = false;
      await Promise.all(running);
      agent.destroy();
      return { ...count, byRelease, failedBy, problems: problems.slice(0, 5) };
    },
  };

  async function client(): Promise<void> {
    while (wanted) {
      count.requests += 1;
      await request(url, agent).then(judge, ({ message }: Error) => fail('nobody', message));
      if (rest > 0) await sleep(rest);
    }
  }

  function judge({ status, from, releases }: Answer): void {
    if (status !== 200) {
      fail(from, `status ${status}`);
      return;
    }
    if (releases.length !== 1) {
      count.mixed += 1;
      problems.push(`one page of ${releases.length} releases: ${releases.join(', ')}`);
    }
    for (const release of releases) byRelease[release] = (byRelease[release] ?? 0) + 1;
  }

  function fail(release: string, problem: string): void {
    count.failed += 1;
    failedBy[release] = (failedBy[release] ?? 0) + 1;
    problems.push(`${release}: ${problem}`);
  }
}

interface Answer {
  readonly status: number;
  /** The release whose directory the answer came from. */
  readonly from: string;
  /** Every release that the header and the lines `release …` of the page name, once each. */
  readonly releases: readonly string[];
}

function request(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let page = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        page += chunk;
      });
      response.once('error', reject);
      response.once('end', () => {
        const lines = [...page.matchAll(/^release (.+)$/gm)].map(([, name]) => name);
        const { 'x-release': header = [], 'x-root': root = '' } = response.headers;
        const [, from = 'nobody'] = /([^/]+)\/public$/.exec(String(root)) ?? [];
        const releases = [...new Set([header, lines].flat().map(String))];
        resolve({ status: response.statusCode ?? 0, from, releases });
      });
    }).once('error', reject);
  });
}
