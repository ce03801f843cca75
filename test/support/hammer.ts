import { Agent, get } from 'node:http';

/** What clients that never stopped asking have seen. */
export interface Hammered {
  readonly requests: number;
  /** Answers other than 200, and requests without an answer. */
  readonly failed: number;
  /** Answers that name more than one release. */
  readonly mixed: number;
  readonly byRelease: Readonly<Record<string, number>>;
  /** The first few of what went wrong, in words. */
  readonly problems: readonly string[];
}

export interface HammerOptions {
  readonly clients?: number;
}

/** Requests a page over kept-alive connections, each client one request after the other, until stopped. */
export function hammer(
  url: string,
  { clients = 4 }: HammerOptions = {},
): { stop(): Promise<Hammered> } {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const byRelease: Record<string, number> = {};
  const problems: string[] = [];
  const count = { requests: 0, failed: 0, mixed: 0 };
  let wanted = true;
  const running = Array.from({ length: clients }, client);
  return {
    async stop() {
      wanted = false;
      await Promise.all(running);
      agent.destroy();
      return { ...count, byRelease, problems: problems.slice(0, 5) };
    },
  };

  async function client(): Promise<void> {
    while (wanted) {
      count.requests += 1;
      await request(url, agent).then(judge, fail);
    }
  }

  function judge({ status, releases }: Answer): void {
    if (status !== 200) {
      fail(new Error(`status ${status}`));
      return;
    }
    if (releases.length !== 1) {
      count.mixed += 1;
      problems.push(`one page of ${releases.length} releases: ${releases.join(', ')}`);
    }
    for (const release of releases) byRelease[release] = (byRelease[release] ?? 0) + 1;
  }

  function fail(error: Error): void {
    count.failed += 1;
    problems.push(error.message);
  }
}

interface Answer {
  readonly status: number;
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
        const named = [response.headers['x-release'], ...lines].map(String);
        resolve({ status: response.statusCode ?? 0, releases: [...new Set(named)] });
      });
    }).once('error', reject);
  });
}
