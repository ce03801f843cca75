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
import { remembering } from './releases/remembering.mjs';
import { rollingBack } from './releases/rolling-back.mjs';
import { switching } from './releases/switching.mjs';
import { table } from './releases/table.mjs';
import { missing } from './releases/tools/missing.mjs';

const own = { switch: switching, rollback: rollingBack, package: packing, memory: remembering };
const tell = (text) => process.stderr.write(`${text}\n`);
const options = readOptions(process.argv.slice(2));
const skipped = options.peers.filter((id) => missing(id) !== undefined);
for (const id of skipped) tell(`skipped ${id}: there is no "${missing(id)}" here`);
const peers = options.peers.filter((id) => !skipped.includes(id));
const machine = aboutMachine();
const bed = await openBed(options.work, hostsFor(options.cases));
process.on('SIGINT', () => process.exit(130)).on('exit', () => bed.close());
const rows = await everything({ ...options, peers, bed, tell });
const date = new Date().toISOString().slice(0, 10);
const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
const found = rows.map((row) => ({ ...row, musts: mustsOf(row, rows) }));
mkdirSync(options.results, { recursive: true });
const file = join(options.results, `${date}.json`);
const facts = { date, command, machine, loadAfter: aboutMachine().load, skipped };
writeFileSync(file, `${JSON.stringify({ ...facts, rows: found }, undefined, 1)}\n`);
process.stdout.write(`${table(rows)}\n${date}, ${JSON.stringify(machine)}\n${file}\n`);
process.exit(0);

function hostsFor(cases) {
  if (cases.includes('switch')) return 5;
  return cases.some((name) => ['hosts', 'rollback', 'memory'].includes(name)) ? 3 : 1;
}

async function everything(bench) {
  const all = [];
  for (const [index, of] of bench.payloads.entries())
    for (const name of bench.cases) {
      // The payload of this one is its own.
      if (name === 'memory' && index > 0) continue;
      const measured = own[name] ?? compare;
      all.push(...(await measured(bench, { name, of })));
      clearUp(bench.bed);
    }
  return all;
}

function clearUp({ hosts }) {
  for (const { files } of hosts)
    execFileSync('find', [join(files, 'aside'), '-mindepth', '1', '-delete']);
}
