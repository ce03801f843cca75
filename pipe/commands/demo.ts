import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../src/error.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import { startBitbucket } from '../demo/bitbucket/start-bitbucket.ts';
import { startClient } from '../demo/client.ts';
import { furnish, governScenes } from '../demo/govern-scenes.ts';
import { writeProject } from '../demo/project.ts';
import { startSmallApp } from '../demo/small-app.ts';
import { startSshHost } from '../demo/ssh-host.ts';
import { type Chapter, tellStory } from '../demo/story.ts';

/** The whole story on this machine alone: an embedded SSH host and Bitbucket, releases good and bad, a client that never stops asking, and a policy. */
export const demo = command([], async (_options, context) => {
  const home = await mkdtemp(join(tmpdir(), 'cutover-demo-'));
  const root = join(home, 'srv', 'shop');
  const project = join(home, 'project');
  const host = await startSshHost(home);
  const app = await startSmallApp(root);
  const bitbucket = await startBitbucket({ plan: 'premium' });
  try {
    await writeProject(project, { root, host, url: app.url });
    furnish(bitbucket);
    const { email = '', secret } = bitbucket.issueToken({ kind: 'api' });
    const began = context.seconds();
    const { process, seconds, call } = context;
    const { chapters, seen } = await tellStory({
      project,
      host,
      process,
      call,
      startClient: () => startClient(app.url, 4),
      signIn: {
        BITBUCKET_API_URL: bitbucket.url,
        BITBUCKET_EMAIL: email,
        BITBUCKET_API_TOKEN: secret,
      },
      more: governScenes(bitbucket),
    });
    return endingOf(chapters, seen, seconds() - began);
  } finally {
    bitbucket.close();
    app.close();
    host.close();
    await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
});

function endingOf(
  chapters: readonly Chapter[],
  seen: Awaited<ReturnType<ReturnType<typeof startClient>>>,
  seconds: number,
): Ending {
  const { requests, failed, mixed } = seen;
  const good =
    chapters.every(({ exit, expected }) => exit === expected) &&
    failed === 0 &&
    mixed === 0 &&
    requests > 0;
  return {
    exit: good ? 0 : exitCodes.failed,
    report: report(
      `${requests} requests while all this happened: ${failed} failed, ${mixed} were answered by two releases at once`,
      {
        verdict: good ? 'good' : 'bad',
        facts: [
          ['seconds', seconds.toFixed(1)],
          ['answered by', seen.releases.join(', ')],
        ],
        tables: [
          {
            title: '',
            columns: ['command', 'exit', 'expected'],
            rows: chapters.map(({ words, exit, expected }) => [
              `cutover ${words.join(' ')}`,
              String(exit),
              String(expected),
            ]),
          },
        ],
        data: { chapters, seen, seconds },
      },
    ),
  };
}
