import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type BitbucketOptions,
  startBitbucket,
} from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import { runCommand } from '../../pipe/run-command.ts';
import { aProcess } from './a-process.ts';

type Environment = Readonly<Record<string, string>>;

/** Somebody with a policy, a Bitbucket with repositories, and the command line between them. */
export async function aDesk(
  policy: string,
  slugs: readonly string[] = ['shop'],
  options: Partial<BitbucketOptions> = {},
) {
  const directory = mkdtempSync(join(tmpdir(), 'desk-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(join(directory, 'policy.yml'), text);
  write(policy);
  const bitbucket = await startBitbucket({ plan: 'premium', queue: 5, ...options });
  onTestFinished(() => bitbucket.close());
  for (const slug of slugs) bitbucket.addRepository({ slug });
  const { email = '', secret } = bitbucket.issueToken({ kind: 'api' });
  const environment = {
    USER: 'ana',
    BITBUCKET_API_URL: bitbucket.url,
    BITBUCKET_EMAIL: email,
    BITBUCKET_API_TOKEN: secret,
  };
  let runs = 0;
  const runWith = async (more: Environment, ...words: string[]) => {
    runs += 1;
    const { process, told } = aProcess(directory, { ...environment, ...more });
    const random = () => String(runs).padStart(6, '0').padEnd(32, '0');
    const exit = await runCommand(words, { ...process, random });
    return { exit, ...told };
  };
  return {
    bitbucket,
    directory,
    /** What signs a run in. */
    environment,
    write,
    runWith,
    /** Runs a command that needs a policy. */
    run: (...words: string[]) => runWith({}, ...words, '--policy', 'policy.yml'),
    /** Runs a command that needs none. */
    runBare: (...words: string[]) => runWith({}, ...words),
    /** The writes that Bitbucket was asked for. */
    writes: () => bitbucket.requests.entries.filter(({ method }) => method !== 'GET'),
    journal: () => linesOf(join(directory, '.cutover/governance/journal.jsonl')),
  };
}

function linesOf(file: string) {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
