// What a release costs beside what people use today, over real sshd. Takes root, for the network; what it lacks it says.
// Usage: npm run bench [-- --full | --payload laravel,node --link lo,… --case first,… --peer rsync,… --runs 5]
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aboutMachine } from './releases/about-machine.mjs';
import { openBed } from './releases/bed.mjs';
import { compare } from './releases/compare.mjs';
import { mustsOf } from './releases/musts.mjs';
import { readOptions } from './releases/options.mjs';
import { packing } from './releases/packing.mjs';
import { payload } from './releases/payloads.mjs';
import { remembering } from './releases/remembering.mjs';
import { rollingBack } from './releases/rolling-back.mjs';
import { sizeOf } from './releases/size-of.mjs';
import { switching } from './releases/switching.mjs';
import { table } from './releases/table.mjs';
import { missing } from './releases/tools/missing.mjs';

const own = { switch: switching, rollback: rollingBack, package: packing, memory: remembering };
const tell = (text) => process.stderr.write(`${text}\n`);
const options = readOptions(process.argv.slice(2));
if (process.getuid?.() !== 0) throw new Error('The bench makes network namespaces: run it as root');
const skipped = options.peers.filter((id) => missing(id) !== undefined);
for (const id of skipped) tell(`skipped ${id}: there is no "${missing(id)}" here`);
const peers = options.peers.filter((id) => !skipped.includes(id));
const machine = aboutMachine();
const failed = [];
const bed = await openBed(options, hostsFor(options.cases));
process.on('exit', () => bed.close());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const rows = await everything({ ...options, peers, bed, tell });
const date = new Date().toISOString().slice(0, 10);
const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
const found = rows.map((row) => ({ ...row, musts: mustsOf(row, rows) }));
mkdirSync(options.results, { recursive: true });
const file = join(options.results, `${date}.json`);
const payloads = Object.fromEntries(
  options.payloads.map((of) => [of, sizeOf(payload(options.work, of))]),
);
const facts = { date, command, machine, loadAfter: aboutMachine().load, payloads, skipped, failed };
writeFileSync(file, `${JSON.stringify({ ...facts, rows: found }, undefined, 1)}\n`);
process.stdout.write(
  `${table(rows)}\n${JSON.stringify({ date, command, ...machine, payloads }, undefined, 1)}\n${file}\n`,
);
for (const each of failed) tell(`failed: ${each}`);
process.exit(failed.length === 0 ? 0 : 1);

function hostsFor(cases) {
  if (cases.includes('switch')) return 5;
  return cases.some((name) => ['hosts', 'rollback', 'memory'].includes(name)) ? 3 : 1;
}

async function everything(bench) {
  const all = [];
  // Memory has a payload of its own.
  const wanted = bench.payloads.flatMap((of, index) =>
    bench.cases.filter((name) => name !== 'memory' || index === 0).map((name) => ({ of, name })),
  );
  for (const each of wanted) {
    tell(`${each.of}: ${each.name}`);
    await (own[each.name] ?? compare)(bench, each).then(
      (found) => all.push(...found),
      (error) => failed.push(`${each.of}, ${each.name}: ${error.message}`),
    );
    clearUp(bench.bed);
  }
  return all;
}

function clearUp({ hosts }) {
  for (const { files } of hosts)
    execFileSync('find', [join(files, 'aside'), '-mindepth', '1', '-delete']);
}
