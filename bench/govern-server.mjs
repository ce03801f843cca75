// A workspace of many repositories that are all as a policy says, behind 50 ms of latency. Forked by govern.mjs.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBitbucket } from '../dist/pipe/demo/bitbucket/start-bitbucket.js';
import { runCommand } from '../dist/pipe/run-command.js';

const [directory, policy, repositories, latency] = process.argv.slice(2);
const seed = await stateAsThePolicySays();
const bitbucket = await startBitbucket({ plan: 'premium', seed, latency: Number(latency) });
const { email, secret } = bitbucket.issueToken({ kind: 'api' });
process.on('message', () => {
  process.send(bitbucket.requests.entries.map(({ method, path }) => `${method} ${path}`));
  bitbucket.requests.clear();
});
process.send({ url: bitbucket.url, email, secret });

/** One repository gets its settings from the product itself; the others are copies of it. */
async function stateAsThePolicySays() {
  const first = await startBitbucket({ plan: 'premium', queue: 1 });
  const members = ['ana', 'ben', 'cleo'].map((name) => `${name}@example.com`);
  for (const email of members) first.addMember({ email });
  for (const name of ['Developers', 'Release managers']) first.addGroup({ name, members });
  const { grants } = first.addRepository({ slug: 'shop-0000', branches: ['main', 'develop'] });
  grants.groups.developers = 'write';
  writeFileSync(join(directory, 'policy.yml'), policy);
  await apply(first);
  first.close();
  const { state } = first;
  for (let number = 1; number < Number(repositories); number += 1) {
    const slug = `shop-${String(number).padStart(4, '0')}`;
    const uuid = `{00000000-0000-4000-9000-${String(number).padStart(12, '0')}}`;
    state.repositories[slug] = { ...state.repositories['shop-0000'], slug, name: slug, uuid };
  }
  return state;
}

async function apply({ url, issueToken }) {
  const { email, secret } = issueToken({ kind: 'api' });
  let told = '';
  const output = { write: (text) => (told += text) };
  const exit = await runCommand(['govern', 'apply', '--yes', '--policy', 'policy.yml'], {
    environment: {
      HOME: directory,
      BITBUCKET_API_URL: url,
      BITBUCKET_EMAIL: email,
      BITBUCKET_API_TOKEN: secret,
    },
    ...{ directory, signal: new AbortController().signal, out: output, err: output },
    now: () => new Date().toISOString(),
    seconds: () => performance.now() / 1000,
    sleep: async () => undefined,
    random: () => '0'.repeat(32),
  });
  if (exit !== 0) throw new Error(told);
  rmSync(join(directory, '.cutover'), { recursive: true, force: true });
}
