// How many requests `cutover govern plan` makes, how long it takes and how much memory, for workspaces of several sizes.
// Usage: npm run bench:govern [-- 50 200 2000]
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { core, terraforms } from './govern-policies.mjs';

const latency = 50;
const sideBySide = 4;
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [50, 200, 2000];
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const runs = [];
for (const repositories of sizes) runs.push(await plan('core sections', core, repositories));
runs.push(await plan("Terraform's policy", terraforms, 50));
const resumed = [await interrupted('budget'), await interrupted('SIGTERM')];
table(runs);
table(resumed);
const machine = {
  ...{ date: new Date().toISOString().slice(0, 10), node: process.version, cores: cpus().length },
  ...{ latency, sideBySide },
};
process.stdout.write(`${JSON.stringify({ ...machine, runs, resumed }, undefined, 2)}\n`);

async function plan(what, policy, repositories) {
  return await withServer(policy, repositories, async ({ run, requests }) => {
    const { exit, seconds, peakMegabytes, told } = await run();
    const asked = await requests();
    if (exit !== 0) throw new Error(told);
    const pages = asked.filter((each) => /^GET \/2.0\/repositories\/zentra\?/.test(each)).length;
    const inRepositories = asked.filter((each) => each.includes('/repositories/zentra/')).length;
    const ideal = (asked.length * latency) / sideBySide / 1000;
    return {
      ...{ policy: what, repositories, requests: asked.length, 'pages of the list': pages },
      'per repository': inRepositories / repositories,
      ...{ seconds: round(seconds), ideal: round(ideal), ratio: round(seconds / ideal) },
      'peak MB': peakMegabytes,
    };
  });
}

/** Stopped on its way, and taken up again with the same checkpoint. */
async function interrupted(by) {
  const repositories = 200;
  return await withServer(core, repositories, async ({ run, requests }) => {
    const stop = by === 'budget' ? ['--budget', '500/h'] : [];
    const first = await run(['--checkpoint', 'run.checkpoint', ...stop], by === 'SIGTERM');
    const one = await requests();
    const second = await run(['--checkpoint', 'run.checkpoint']);
    const two = await requests();
    if (first.exit === 0 || second.exit !== 0) throw new Error(first.told + second.told);
    return {
      ...{ 'interrupted by': by, repositories, 'first run': one.length, 'second run': two.length },
      'made twice': one.length + two.length - new Set([...one, ...two]).size,
      'peak MB': Math.max(first.peakMegabytes, second.peakMegabytes),
    };
  });
}

async function withServer(policy, repositories, work) {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  const words = [directory, policy, String(repositories), String(latency)];
  const server = fork(file('govern-server.mjs'), words);
  const answer = () =>
    new Promise((resolve, reject) => {
      server.once('message', resolve).once('exit', (code) => reject(new Error(`exit ${code}`)));
    });
  try {
    const signIn = await answer();
    const run = (more, kill) => measured(directory, signIn, { more, kill });
    const requests = () => {
      server.send('requests');
      return answer();
    };
    return await work({ run, requests });
  } finally {
    server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The command line as a user runs it, from its first moment to its last. */
function measured(directory, { url, email, secret }, { more = [], kill }) {
  const words = [
    '--import',
    file('tell-memory.mjs'),
    file('../dist/pipe/main.js'),
    'govern',
    'plan',
  ];
  const begin = performance.now();
  const child = spawn(process.execPath, [...words, '--policy', 'policy.yml', ...more], {
    cwd: directory,
    env: {
      HOME: directory,
      BITBUCKET_API_URL: url,
      BITBUCKET_EMAIL: email,
      BITBUCKET_API_TOKEN: secret,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const told = ['', '', '', ''];
  for (const from of [1, 2, 3]) child.stdio[from].on('data', (text) => (told[from] += text));
  // In the middle of what it looks at.
  const stop = () => setTimeout(() => child.kill('SIGTERM'), 5000);
  if (kill === true) child.stdout.once('data', stop);
  return new Promise((resolve) => {
    child.on('close', (exit) => {
      const seconds = (performance.now() - begin) / 1000;
      const peakMegabytes = Math.round(Number(told[3]) / 1024);
      resolve({ exit, seconds, peakMegabytes, told: told[1] + told[2] });
    });
  });
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function table(rows) {
  const names = Object.keys(rows[0]);
  const widths = names.map((name) =>
    Math.max(...[name, ...rows.map((row) => String(row[name]))].map((cell) => cell.length)),
  );
  const line = (cells) => cells.map((cell, at) => String(cell).padEnd(widths[at])).join('  ');
  for (const cells of [names, ...rows.map((row) => names.map((name) => row[name]))])
    process.stdout.write(`${line(cells).trimEnd()}\n`);
  process.stdout.write('\n');
}
