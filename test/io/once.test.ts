import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { once } from '../../src/io/once.ts';
import { script, toShell } from '../../src/shell.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

describe.each(shells())('a command that is done once through $name', ({ environment }) => {
  const connection = connectLocal(environment);
  const aPlace = () => {
    const root = join(scratch('once'), "it's a $place");
    mkdirSync(root);
    const done = join(root, 'done');
    const add = toShell(script('echo one >> "$1"; sleep .3; echo "it failed" >&2; exit 3', done));
    return { root, done, add, here: join(root, 'run/once/mark') };
  };
  const say = ({ line, options }: ReturnType<typeof once>) => connection.run(line, options);

  test('ends as it would by itself, and all it says comes on standard error', async () => {
    const { here, add } = aPlace();
    expect(await say(once(add, { directory: here, guard: undefined }))).toMatchObject({
      exit: 3,
      stderr: 'it failed\n',
    });
    expect(await say(once('echo out', { directory: `${here}2`, guard: undefined }))).toMatchObject({
      exit: 0,
      stderr: 'out\n',
    });
  });

  test('is done once when it is said three times at once, and once more later', async () => {
    const { here, add, done } = aPlace();
    const said = () => say(once(add, { directory: here, guard: undefined }));
    const all = [...(await Promise.all([said(), said(), said()])), await said()];
    for (const each of all) expect(each).toMatchObject({ exit: 3, stderr: 'it failed\n' });
    expect(readFileSync(done, 'utf8')).toBe('one\n');
  });

  test('is not done when it did not arrive whole', async () => {
    const { here, done } = aPlace();
    const { line, options } = once(`: > '${done.replaceAll("'", `'\\''`)}'; true`, {
      directory: here,
      guard: undefined,
    });
    const cut = String(options.stdin).slice(0, -10);
    expect(await connection.run(line, { ...options, stdin: cut })).toMatchObject({ exit: 1 });
    expect(existsSync(done)).toBe(false);
  });

  test('leaves nothing where its guard does not pass', async () => {
    const { here, add, root } = aPlace();
    const guard = script('exit 9');
    expect(await say(once(add, { directory: here, guard }))).toMatchObject({ exit: 9 });
    expect(readdirSync(root)).toEqual([]);
  });

  test('whose doer died is not done again: nobody knows how it ended', async () => {
    const { here, add, done } = aPlace();
    mkdirSync(here, { recursive: true });
    writeFileSync(join(here, 'pid'), '999999999\n');
    expect(await say(once(add, { directory: here, guard: undefined }))).toMatchObject({
      exit: 1,
      stderr: 'nobody knows how it ended: what ran it is gone\n',
    });
    expect(existsSync(done)).toBe(false);
  });
});
