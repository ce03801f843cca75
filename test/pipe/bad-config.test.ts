import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../pipe/run-command.ts';
import { aProcess } from '../support/a-process.ts';

const good = `app: shop
targets:
  production:
    strategy: { type: symlink, root: /srv/releases/shop }
    hosts: [deploy@one.example.com]
`;
const directory = mkdtempSync(join(tmpdir(), 'cutover-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** What a command says about a config, and which files are there then. */
async function saying(text: string, words: readonly string[] = ['release']) {
  rmSync(join(directory, 'cutover.yml'), { recursive: true, force: true });
  writeFileSync(join(directory, 'cutover.yml'), text);
  const { process, told } = aProcess(directory);
  const exit = await runCommand(words, process);
  expect(told.out).toBe('');
  return { exit, lines: told.err.trimEnd().split('\n'), left: readdirSync(directory) };
}

describe('a config that is broken', () => {
  test.each<[string, string, string[]]>([
    [
      'by its syntax is refused where the syntax breaks',
      'app: shop\ntargets: [\n',
      ['3:1 Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    [
      'by a tab is refused at the tab',
      'app: shop\n\ttargets: {}\n',
      ['2:1 Tabs are not allowed as indentation'],
    ],
    [
      'by a key that is written twice is refused at the second',
      `${good}app: two\n`,
      ['6:1 Map keys must be unique'],
    ],
    [
      'by emptiness is refused with what it needs',
      '',
      ['1:1 "app" is missing: expected string', '1:1 "targets" is missing: expected a map'],
    ],
    ['by an unknown key is refused at the key', `${good}kepe: 3\n`, ['6:1 unknown key "kepe"']],
    [
      'by a wrong type is refused with the type it needs',
      `${good}keep: many\n`,
      ['6:1 "keep": expected number, received string'],
    ],
    [
      'by a strategy that does not exist is refused with those that do',
      good.replace('symlink', 'rsync'),
      ['4:17 "targets.production.strategy.type": one of "symlink"'],
    ],
    [
      'by a relative root is refused',
      good.replace('/srv/releases/shop', 'releases/shop'),
      ['4:32 "targets.production.strategy.root": an absolute path, without a final "/"'],
    ],
    [
      'by one host that is listed twice is refused at the second',
      good.replace('[deploy@one.example.com]', '[deploy@one.example.com, root@one.example.com]'),
      ['5:37 the host "one.example.com" is listed twice'],
    ],
    [
      'by shared paths that lie in each other is refused at the inner ones',
      `${good}shared:\n  directories: [storage, storage/logs]\n  files: [storage/logs/x]\n`,
      [
        '7:26 "storage/logs" lies in "storage", which is shared as a whole',
        '8:11 "storage/logs/x" lies in "storage", which is shared as a whole',
        '8:11 "storage/logs/x" lies in "storage/logs", which is shared as a whole',
      ],
    ],
    [
      'by a pointer among what Cutover keeps is refused at the pointer',
      good.replace('shop }', 'shop, current: /srv/releases/shop/shared }'),
      ['4:58 "current" lies where Cutover keeps its own'],
    ],
    [
      'by a pointer that is the directory of releases is refused at the pointer',
      good.replace('shop }', 'shop, releases: /srv/app/all, current: /srv/app }'),
      ['4:82 "current" is a directory already: it must be a name of its own'],
    ],
    [
      'in five ways is refused for all five at once, in the order of the file',
      'app: "my shop"\nkeep: many\nhook: {}\ntargets:\n  production:\n    strategy: { type: rsync, root: srv }\n    hosts: []\n',
      [
        '1:1 "app": a name is letters, digits, ".", "_" and "-", and begins with a letter or digit',
        '2:1 "keep": expected number, received string',
        '3:1 unknown key "hook"',
        '6:17 "targets.production.strategy.type": one of "symlink"',
        '7:5 "targets.production.hosts": name at least one',
      ],
    ],
  ])('%s', async (_, text, problems) => {
    const count = problems.length === 1 ? '1 thing is' : `${problems.length} things are`;
    expect(await saying(text)).toEqual({
      exit: 64,
      lines: [
        `✖ Cannot use cutover.yml: ${count} wrong`,
        ...problems.map((line) => `  cutover.yml:${line}`),
      ],
      left: ['cutover.yml'],
    });
  });
});

describe('words that are wrong', () => {
  test.each<[string, string[], string[]]>([
    [
      'name a target that the config does not have',
      ['release', '--target', 'staging'],
      [
        '✖ Cannot find the target "staging": the config has no such target',
        '  → Name one with --target: production',
      ],
    ],
    [
      'name a host that the target does not have',
      ['status', '--only', 'two.example.com'],
      [
        '✖ Cannot find the host "two.example.com": production has no such host',
        '  → Its hosts are one.example.com',
      ],
    ],
    [
      'name a config that is not there',
      ['status', '--config', 'other.yml'],
      [
        '✖ Cannot read other.yml: there is no such file',
        '  → Write one (see the README), or name it with --config',
      ],
    ],
    [
      'name a directory as the config',
      ['status', '--config', '.'],
      [
        '✖ Cannot read .: it is a directory',
        '  → Write one (see the README), or name it with --config',
      ],
    ],
    [
      'are options the command does not have, all told at once',
      ['status', '--tarket', 'production', '--format=xml', 'now'],
      [
        '✖ Cannot read the options: 3 are wrong',
        '  --tarket: no such option',
        '  "now": no such argument',
        '  --format: is one of text, json, markdown, junit, sarif, html',
        '  → See --help, or the table of variables in the README',
      ],
    ],
    [
      'are no command, and get the ones that begin like it',
      ['relese'],
      [
        '✖ Cannot find the command "relese": there is none of that name',
        '  → Did you mean release, rollback, recover?',
      ],
    ],
  ])('%s', async (_, words, lines) => {
    expect(await saying(good, words)).toEqual({ exit: 64, lines, left: ['cutover.yml'] });
  });

  test('are told as JSON to whoever wants JSON', async () => {
    writeFileSync(join(directory, 'cutover.yml'), `${good}kepe: 3\n`);
    const { process, told } = aProcess(directory);
    expect(await runCommand(['status', '--format', 'json'], process)).toBe(64);
    expect(told.err).toBe('');
    expect(JSON.parse(told.out)).toMatchObject({
      code: 'usage',
      details: ['cutover.yml:6:1 unknown key "kepe"'],
    });
  });
});

test.skipIf(process.getuid?.() === 0)('a config that may not be read is refused', async () => {
  mkdirSync(join(directory, 'closed'), { mode: 0o000 });
  const { exit, lines } = await saying(good, ['status', '--config', 'closed/cutover.yml']);
  expect(exit).toBe(64);
  expect(lines[0]).toBe('✖ Cannot read closed/cutover.yml: it may not be read by this user');
});
