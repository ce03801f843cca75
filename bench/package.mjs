// How long `cutover package` takes for a tree of 2 GB, and how much memory, beside `tar | gzip` or `tar | zstd`.
// Usage: npm run build && node bench/package.mjs [gigabytes]
import { execFileSync, fork } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

if (process.send === undefined) await compare(Number(process.argv[2] ?? 2));
else await packHere(process.argv[2]);

async function compare(gigabytes) {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-bench-'));
  try {
    makeClone(directory, gigabytes);
    execFileSync('sh', ['-c', 'cat "$1"/*/* > /dev/null', 'sh', join(directory, 'build')]);
    const ours = await packInChild(directory);
    const peer = peerSeconds(directory, ours.archive.endsWith('.zst') ? 'zstd -q -3' : 'gzip -6');
    print({ gigabytes, ...ours, ...peer, ratio: round(ours.seconds / peer.peerSeconds) });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Three parts: small text files, assets of a megabyte, a few large archives. Pseudo-random, the same each time. */
function makeClone(directory, gigabytes) {
  const git = (...words) => execFileSync('git', ['-C', directory, ...words]);
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
  const bytes = (size) => noise.update(Buffer.alloc(size));
  const text = (size) =>
    bytes((size * 3) / 4)
      .toString('base64')
      .replace(/.{76}/g, '$&\n');
  const megabytes = Math.round((gigabytes * 1000) / 3);
  fill(directory, 'text', megabytes * 32, () => text(32 * 1024));
  fill(directory, 'assets', megabytes, () => bytes(1024 * 1024));
  fill(directory, 'large', Math.ceil(megabytes / 128), () => bytes(128 * 1024 * 1024));
  writeFileSync(join(directory, '.gitignore'), '/build\n/.cutover\n');
  git('init', '--quiet');
  git('add', '.gitignore');
  git('-c', 'user.name=x', '-c', 'user.email=x@y', 'commit', '--quiet', '--message', 'bench');
}

function fill(directory, kind, count, content) {
  for (let index = 0; index < count; index += 1) {
    const folder = join(directory, 'build', `${kind}-${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${index}`), content());
  }
}

function packInChild(directory) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [directory]);
    child.once('message', resolve).once('exit', (code) => reject(new Error(`exit ${code}`)));
  });
}

async function packHere(directory) {
  const { makePackage } = await import('../dist/src/io/make-package.js');
  const { directoryStore } = await import('../dist/src/io/directory-store.js');
  const storeDirectory = join(directory, '.cutover');
  const begin = performance.now();
  const { archive, manifest } = await makePackage({
    ...{ app: 'bench', directory, from: 'build', exclude: [], require: [], allowSecrets: [] },
    ...{ scheme: 'calver', known: [], hooks: [], now: new Date().toISOString() },
    ...{ builtBy: { who: '', pipeline: '', step: '' }, storeDirectory },
    store: directoryStore(storeDirectory),
  });
  process.send({
    node: process.version,
    entries: manifest.files.length,
    seconds: round((performance.now() - begin) / 1000),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    archive: archive.split('/').at(-1),
    archiveMegabytes: Math.round(statSync(archive).size / 1e6),
  });
  process.disconnect();
}

/** The same tree through the same compression by the system's own programs, and on the disk as ours is. */
function peerSeconds(directory, compress) {
  const begin = performance.now();
  const line = `tar -C "$1/build" -cf - . | ${compress} > "$1/peer" && sync "$1/peer"`;
  execFileSync('sh', ['-c', line, 'sh', directory]);
  return { peer: `tar | ${compress}`, peerSeconds: round((performance.now() - begin) / 1000) };
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function print(facts) {
  for (const [name, value] of Object.entries(facts))
    process.stdout.write(`${name.padEnd(18)}${value}\n`);
}
