// How long `cutover package` takes, and how much memory, beside `tar | zstd` (gzip where Node has no zstd) and the
// `sha256sum` of every file: of a tree of 2 GB, or of 31,000 files as they come in node_modules.
// Usage: npm run build && node bench/package.mjs [gigabytes | modules] [runs]
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';

const [what = '2', runs = '5'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
try {
  makeClone();
  compare();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** One after the other in turn, so that whatever else the machine does falls on both. */
function compare() {
  const compress = zlib.createZstdCompress === undefined ? 'gzip -6' : 'zstd -q -3';
  const peer = `tar -C build -cf - . | ${compress} > peer
    find build -type f -print0 | xargs -0 sha256sum > sums
    sync peer sums && rm peer sums`;
  const main = fileURLToPath(new URL('../dist/pipe/main.js', import.meta.url));
  const ours = `"${process.execPath}" --max-semi-space-size=8 "${main}" package > told && rm -r .cutover`;
  run('cat build/*/* > /dev/null 2>&1 || true');
  const taken = Array.from({ length: Number(runs) }, () => ({ ours: run(ours), peer: run(peer) }));
  const of = (who, fact) => median(taken.map((each) => each[who][fact]));
  print({
    node: process.version,
    load: loadavg()[0],
    files: Number(execFileSync('sh', ['-c', `find "${directory}/build" -type f | wc -l`])),
    seconds: of('ours', 'seconds'),
    processor: of('ours', 'processor'),
    'peak megabytes': Math.max(...taken.map(({ ours: { megabytes } }) => megabytes)),
    peer: `tar | ${compress}; sha256sum`,
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
  if (what === 'modules') copyModules();
  else makeNoise(Math.round((Number(what) * 1000) / 3));
  writeFileSync(join(directory, '.gitignore'), '*\n!.gitignore\n!cutover.yml\n');
  const target = 'targets: { x: { strategy: { type: symlink, root: /srv/x }, hosts: [local] } }';
  writeFileSync(
    join(directory, 'cutover.yml'),
    `app: bench\npackage: { from: build }\n${target}\n`,
  );
  run('git init --quiet && git add . && git -c user.name=x -c user.email=x@y commit -qm bench');
}

/** Our own packages five times, without programs, links, and what tests a scanner for secrets or a reader of keys. */
function copyModules() {
  const from = fileURLToPath(new URL('../node_modules/.', import.meta.url));
  const secrets = ['ssh2', 'axios', 'fast-uri', 'zod', '@mswjs', '@secretlint'];
  const programs = ['@biomejs', '@typescript', '@rolldown', 'lightningcss-linux*'];
  run(`mkdir build && for each in 1 2 3 4 5; do cp -R "${from}" build/$each; done
    cd build && for each in */; do (cd $each && rm -rf ${[...secrets, ...programs].join(' ')}); done
    find . -type l -delete`);
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

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function print(facts) {
  for (const [name, value] of Object.entries(facts)) {
    const told = typeof value === 'number' ? Math.round(value * 100) / 100 : value;
    process.stdout.write(`${name.padEnd(18)}${told}\n`);
  }
}
