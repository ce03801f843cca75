import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { running } from '../support/running.ts';
import { until } from '../support/until.ts';

const local = connectLocal({ PATH: '/usr/bin:/bin', GIVEN: 'yes' });

describe.skipIf(process.platform === 'win32')('this machine', () => {
  test('gives a command only the environment that was named: the own one holds secrets', async () => {
    const { stdout } = await local.run('env | grep -Ev "^(PWD|SHLVL|_|OLDPWD)="');
    expect(stdout.trim().split('\n').sort()).toEqual(['GIVEN=yes', 'PATH=/usr/bin:/bin']);
  });

  test('ends an interrupted command with all its children, even where they ignore TERM', async () => {
    const mark = `300.${randomBytes(3).readUIntBE(0, 3)}`;
    const interruption = new AbortController();
    const ended = local.run(`(trap "" TERM; echo begun; sleep ${mark}; sleep ${mark}) & wait`, {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    await expect(ended).rejects.toThrow(
      'Cannot finish a command on local: the run was interrupted',
    );
    // A process that was sent KILL is there until the kernel gets to it.
    await until('the end of its children', () => running(mark).length === 0);
  });

  test('renames over what is there in one step', async () => {
    expect(await local.renameMethod()).toBe('rename');
    expect(await local.proveRename('/nonexistent')).toBe('rename');
  });

  test('names both paths once when it cannot rename', async () => {
    await expect(local.rename('/nonexistent/a', '/nonexistent/b')).rejects.toMatchObject({
      code: 'failed',
      message:
        'Cannot rename "/nonexistent/a" to "/nonexistent/b" on local: ENOENT: no such file or directory',
    });
  });
});
