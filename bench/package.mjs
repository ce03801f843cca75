// How long `cutover package` takes, and how much memory, beside `tar | zstd` (gzip where Node has no zstd) and the
// `sha256sum` of every file: of a tree of 2 GB, or of a payload of the bench of releases.
// Usage: npm run build && node bench/package.mjs [gigabytes | node | laravel] [runs]
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './releases/median.mjs';
import { packingPeer } from './releases/packing-peer.mjs';
import { allowedSecrets, payload } from './releases/payloads.mjs';

const [what = '2', runs = '5'] = process.argv.slice(2);
const work = '/var/tmp/cutover-bench';
const directory = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
try {
  makeClone();
  compare();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** One after the other in turn, so that whatever else the machine does falls on both. */
function compare() {
  const peer = `TREE=build; WORK=.; ${packingPeer.script}`;
  const main = fileURLToPath(new URL('../dist/pipe/main.js', import.meta.url));
  const ours = `"${process.execPath}" "${main}" package > told && rm -r .cutover`;
  run('find build -type f -exec cat {} + > /dev/null');
  const taken = Array.from({ length: Number(runs) }, () => ({ ours: run(ours), peer: run(peer) }));
  const of = (who, fact) => median(taken.map((each) => each[who][fact]));
  print({
    node: process.version,
    load: loadavg()[0],
    files: Number(execFileSync('sh', ['-c', `find "${directory}/build" -type f | wc -l`])),
    seconds: of('ours', 'seconds'),
    processor: of('ours', 'processor'),
    'peak megabytes': Math.max(...taken.map(({ ours: { megabytes } }) => megabytes)),
    peer: packingPeer.name,
    'peer seconds': of('peer', 'seconds'),
    'peer processor': of('peer', 'processor'),
    ratio: median(taken.map(({ ours: one, peer: other }) => one.seconds / other.seconds)),
    'processor ratio': median(
      taken.map(({ ours: one, peer: other }) => one.processor / other.processor),
    ),
  });
}

/** What a script takes: seconds on the clock and of the processor, and the most memory one of its programs had. */
function run(script) {
  const cost = join(directory, 'cost');
  const begin = performance.now();
  const words = ['-q', '-o', cost, '-f', '%U %S %M', 'sh', '-ec', script];
  execFileSync('/usr/bin/time', words, { cwd: directory });
  const seconds = (performance.now() - begin) / 1000;
  const [user, system, peak] = readFileSync(cost, 'utf8').trim().split(' ').map(Number);
  return { seconds, processor: user + system, megabytes: peak / 1024 };
}

function makeClone() {
  if (Number.isNaN(Number(what))) run(`cp -a "${payload(work, what)}" build`);
  else makeNoise(Math.round((Number(what) * 1000) / 3));
  writeFileSync(join(directory, '.gitignore'), '*\n!.gitignore\n!cutover.yml\n');
  const target = 'targets: { x: { strategy: { type: symlink, root: /srv/x }, hosts: [local] } }';
  writeFileSync(
    join(directory, 'cutover.yml'),
    `app: bench\npackage: { from: build, allowSecrets: ${JSON.stringify(allowedSecrets)} }\n${target}\n`,
  );
  run('git init --quiet && git add . && git -c user.name=x -c user.email=x@y commit -qm bench');
}

/** Three parts: small text files, assets of a megabyte, a few large archives. Pseudo-random, the same each time. */
function makeNoise(megabytes) {
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const bytes = (size) => noise.update(Buffer.alloc(size));
  const text = (size) =>
    bytes((size * 3) / 4)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
  fill('text', megabytes * 32, () => text(32 * 1024));
  fill('assets', megabytes, () => bytes(1024 * 1024));
  fill('large', Math.ceil(megabytes / 128), () => bytes(128 * 1024 * 1024));
}

function fill(kind, count, content) {
  for (let index = 0; index < count; index += 1) {
    const folder = join(directory, 'build', `${kind}-${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${index}`), content());
  }
}

function print(facts) {
  for (const [name, value] of Object.entries(facts)) {
    const told = typeof value === 'number' ? Math.round(value * 100) / 100 : value;
    process.stdout.write(`${name.padEnd(18)}${told}\n`);
  }
}
