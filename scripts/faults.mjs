// Runs every failure of the table against real hosts and tells of each in a line; `--full` tries all of them at every
// place, `--write` puts the table into the README.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, exit, stdout } from 'node:process';
import { faults } from './faults-table.mjs';

const full = argv.includes('--full');
const directory = mkdtempSync(join(tmpdir(), 'cutover-faults-'));
const report = join(directory, 'report.json');
// The story of the Laravel shop is one: what is told late in it needs what came before.
const only = '\\(T-\\d+\\)|a Laravel shop';

const { status } = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '-t',
    only,
    '--reporter=./scripts/faults-reporter.mjs',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { stdio: 'inherit', env: { ...env, ...(full && { CUTOVER_FAULTS: 'full' }) } },
);

const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(directory, { recursive: true });
const tests = testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status: ended }) => ended !== 'pending' && ended !== 'skipped');

const rows = faults.map((fault) => {
  const own = tests.filter(({ fullName }) => fullName.includes(`(${fault.test})`));
  const passed = own.filter(({ status: ended }) => ended === 'passed').length;
  return { ...fault, count: own.length, passed };
});

stdout.write(
  `\n${markdownTable([
    ['', 'failure', 'tests', 'passed'],
    ...rows.map(({ test, failure, count, passed }) => [test, failure, `${count}`, `${passed}`]),
  ])}\n`,
);

if (argv.includes('--write')) write();
exit(status ?? 1);

function markdownTable([head, ...lines]) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

function write() {
  const today = new Date().toISOString().slice(0, 10);
  const table = markdownTable([
    ['', 'What happens', 'What others do', 'What Cutover does', 'Tests'],
    ...rows.map(({ test, failure, peers, cutover, count, passed }) => [
      test,
      failure,
      peers,
      cutover,
      count === passed ? `${count}` : `${passed} of ${count}`,
    ]),
  ]);
  const text = readFileSync('README.md', 'utf8');
  const [before, rest] = text.split('<!-- faults -->\n');
  const after = rest.slice(rest.indexOf('<!-- /faults -->'));
  const said = `Run on ${today} with \`npm run test:faults${full ? ' -- --full' : ''}\`.\n`;
  writeFileSync('README.md', `${before}<!-- faults -->\n${table}\n\n${said}${after}`);
}
