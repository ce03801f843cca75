import type { Context, Process } from '../context.ts';
import type { Seen } from './client.ts';
import { commitPage } from './project.ts';
import type { SshHost } from './ssh-host.ts';

/** A command of the story, how it ended, and how it should. */
export interface Chapter {
  readonly words: readonly string[];
  readonly exit: number;
  readonly expected: number;
}

export interface Telling {
  readonly project: string;
  readonly host: SshHost;
  /** This process; the commands of the story get its output and clock, not its environment. */
  readonly process: Process;
  readonly call: Context['call'];
  readonly startClient: () => () => Promise<Seen>;
  /** How the commands sign in to Bitbucket. */
  readonly signIn: Readonly<Record<string, string>>;
  /** What is told when the releases are. */
  readonly more: readonly Scene[];
}

interface Page {
  readonly text: string;
  readonly health: 'fine' | 'broken';
}

/** One command of the story, and what happens right before it. */
export interface Scene {
  readonly says: string;
  readonly commits?: Page;
  readonly before?: () => void;
  readonly words: readonly string[];
  readonly expected: number;
}

const scenes: readonly Scene[] = [
  {
    says: 'Release 1: packed, checked, sent over SSH, made live by one rename',
    commits: { text: 'the shop, first edition', health: 'fine' },
    words: ['release'],
    expected: 0,
  },
  {
    says: 'Release 2, while a client asks for the page all the time',
    commits: { text: 'the shop, second edition', health: 'fine' },
    words: ['release'],
    expected: 0,
  },
  {
    says: 'Release 3 is bad: its health check fails, and the host goes back by itself',
    commits: { text: 'the shop, third edition', health: 'broken' },
    words: ['release'],
    expected: 5,
  },
  {
    says: 'A rollback by hand, to what was live before',
    words: ['rollback', '--reason', 'demo'],
    expected: 0,
  },
  { says: 'What is live now?', words: ['status', '--full'], expected: 0 },
  { says: 'Who did what, and are the records whole?', words: ['history', '--check'], expected: 0 },
  { says: 'Is it still what was released?', words: ['drift'], expected: 0 },
];

/** Plays the scenes one after another; the client begins to ask when the first release is live. */
export async function tellStory(
  telling: Telling,
): Promise<{ readonly chapters: readonly Chapter[]; readonly seen: Seen }> {
  const { project, process, call, startClient, more } = telling;
  const chapters: Chapter[] = [];
  let stop: (() => Promise<Seen>) | undefined;
  for (const { says, commits, before, words, expected } of [...scenes, ...more]) {
    process.out.write(`\n── ${says}\n$ cutover ${words.join(' ')}\n`);
    if (commits !== undefined) await commitPage(project, commits.text, commits.health);
    before?.();
    chapters.push({ words, expected, exit: await call(words, innerProcess(telling)) });
    stop ??= startClient();
  }
  process.out.write('\n');
  const seen = await stop?.();
  return { chapters, seen: seen ?? { requests: 0, failed: 0, mixed: 0, releases: [] } };
}

/** Keys come as in a pipeline: base64, in SSH_KEY. Nothing of the real user is read. */
function innerProcess({ project, host, process, signIn }: Telling): Process {
  const { PATH, CI, NO_COLOR } = process.environment;
  const key = Buffer.from(host.privateKey).toString('base64');
  const environment = { PATH, CI, NO_COLOR, HOME: project, USER: 'demo', SSH_KEY: key, ...signIn };
  return { ...process, environment, directory: project };
}
