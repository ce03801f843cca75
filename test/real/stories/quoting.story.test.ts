import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

/** Nothing may ever make this file: every value of the story tries to. */
const mark = `/tmp/cutover-mark-${process.pid}`;
const attack = `$(touch ${mark})`;
// A name of git has no spaces.
const branch = `x;touch\${IFS}${mark}`;
const root = `it's a "root" ${attack.replaceAll('/', '_')}; \`touch ${mark.replaceAll('/', '_')}\``;
const reason = `${attack} \`touch ${mark}\` "said" it's; touch ${mark}\nand a second line`;
const names = [
  'a b.txt',
  'it\'s "quoted"',
  'new\nline',
  '-rf',
  '--',
  '*',
  ' ',
  'tab\t',
  'back\\slash\\n',
  'höhe/日本語/ß',
  '`id`',
  '$HOME',
  `${attack}/x`,
];

describe.skipIf(!(hasOpenssh() && canMount()))('values that are shell (T-19)', () => {
  let stand: Stand;
  let place = '';
  beforeAll(async () => {
    stand = await aStand({ hosts: 1 });
    place = join(stand.hosts[0]!.outside, '..', root);
    const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    stand.project.commit({
      'cutover.yml': `${config.replace('/srv/releases/shop', JSON.stringify(`/srv/releases/${root}`))}hooks:
  prepare:
    - echo "it's" '"fine"' > "a hook's.txt"
    - printf '%s\\n' "$CUTOVER_BRANCH" "$CUTOVER_RELEASE_PATH" > values.txt
`,
      ...Object.fromEntries(names.map((name) => [name, `content of ${name}`])),
    });
    stand.project.git('checkout', '--quiet', '-b', branch);
  });
  afterAll(async () => {
    await stand?.stop();
    rmSync(mark, { force: true });
  });

  test('are names of files, hooks and places like any other, and run nowhere', async () => {
    const env = { USER: attack };
    const ended = await stand.runWith(env, 'release', '--reason', reason);
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    for (const name of names)
      expect(readFileSync(join(place, 'current', name), 'utf8')).toBe(`content of ${name}`);
    expect(readFileSync(join(place, "current/a hook's.txt"), 'utf8')).toBe('it\'s "fine"\n');
    const build = /live on/.test(ended.stdout)
      ? readdirSync(place).find((each) => /\+/.test(each))
      : '';
    expect(readFileSync(join(place, 'current/values.txt'), 'utf8')).toBe(
      `${branch}\n/srv/releases/${root}/${build}\n`,
    );
    const { exit } = await stand.run('drift');
    expect(exit).toBe(0);
    expect(existsSync(mark)).toBe(false);
  });

  test('stand in the record as they were', async () => {
    const env = { USER: attack };
    stand.project.commit({ 'index.html': 'two\n' });
    expect(await stand.runWith(env, 'release', '--reason', reason)).toMatchObject({ exit: 0 });
    const lines = readFileSync(join(place, '.cutover/records.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ branch, by: attack, reason });
    expect((await stand.run('history', '--check')).exit).toBe(0);
    expect(existsSync(mark)).toBe(false);
  });

  test.each([
    ['rollback', '--to', `x; touch ${mark}`],
    ['rollback', '--to', '../shared'],
    ['prune', '--build', attack],
    ['prune', '--build', '../..'],
    ['activate', '--build', '../../../etc'],
    ['pin', '--build', '../records.jsonl'],
    ['pin', '--remove', '--build', '../records.jsonl'],
  ])('are no name of a build: %s %s %s', async (...words) => {
    const ended = await stand.run(...words);
    expect(ended.stderr).toMatch(/a build is letters, digits/);
    expect(ended.exit).toBe(64);
    expect(existsSync(mark)).toBe(false);
  });
});
