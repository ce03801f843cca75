import { Agent, get } from 'node:http';

/** What a client saw. */
export interface Seen {
  readonly requests: number;
  readonly failed: number;
  /** Answers whose parts came from two releases. */
  readonly mixed: number;
  /** The releases that answered, in the order of their first answer. */
  readonly releases: readonly string[];
}

/** Asks for the page again and again until it is stopped. */
export function startClient(url: string, clients: number): () => Promise<Seen> {
  const seen = { requests: 0, failed: 0, mixed: 0, releases: new Set<string>() };
  const agent = new Agent({ keepAlive: true });
  let stopped = false;
  const goOn = async () => {
    while (!stopped) note(await request(url, agent), seen);
  };
  const all = Promise.all(Array.from({ length: clients }, goOn));
  return async () => {
    stopped = true;
    await all;
    agent.destroy();
    return { ...seen, releases: [...seen.releases] };
  };
}

interface Answer {
  readonly status: number;
  readonly release: string;
  readonly lines: readonly string[];
}

function note(
  answer: Answer,
  seen: { requests: number; failed: number; mixed: number; releases: Set<string> },
) {
  seen.requests += 1;
  if (answer.status !== 200) {
    seen.failed += 1;
    return;
  }
  if (new Set(answer.lines).size > 1) seen.mixed += 1;
  seen.releases.add(answer.release);
}

function request(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          release: String(response.headers['x-release'] ?? ''),
          lines: body.split('\n').filter((line) => line !== ''),
        }),
      );
    }).on('error', () => resolve({ status: 0, release: '', lines: [] }));
  });
}
