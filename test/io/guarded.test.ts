import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guarded } from '../../src/io/guarded.ts';
import { connectLocal } from '../../src/io/local.ts';
import { held } from '../../src/lock-held.ts';
import { isOusted } from '../../src/ousted.ts';
import { script, toShell } from '../../src/shell.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

test.each(shells())(
  'guarded() begins nothing when the lock is another’s, through $name',
  async (shell) => {
    const directory = scratch('guarded');
    const [lock, made] = [join(directory, 'lock'), join(directory, 'made')];
    const guard = script(`[ -e "$1" ] || exit ${held}`, lock);
    const connection = guarded(connectLocal(shell.environment), { commands: [guard] });
    const make = toShell(script('cat > "$1"', made));
    const refused = await connection.run(make, { stdin: 'said' }).catch((error: unknown) => error);
    expect(isOusted(refused)).toBe(true);
    expect(existsSync(made)).toBe(false);
    writeFileSync(lock, '');
    expect(await connection.run(make, { stdin: 'said' })).toMatchObject({ exit: 0 });
    expect(await connection.run(`cat ${made}`)).toMatchObject({ stdout: 'said' });
  },
);

test.each(shells())(
  'guarded() tells an opening that does not pass from what comes after it, through $name',
  async (shell) => {
    const opened: string[] = [];
    const open = (text: string) =>
      guarded(connectLocal(shell.environment), {
        commands: [['true'], script(text)],
        onPassed: () => void opened.push(text),
      });
    await expect(open('echo "no room" >&2; exit 1').run('true')).rejects.toThrow('no room');
    expect(opened).toEqual([]);
    expect(await open('cd /').run('echo "it broke" >&2; exit 1')).toMatchObject({
      exit: 1,
      stderr: 'it broke\n',
    });
    expect(opened).toEqual(['cd /']);
  },
);
