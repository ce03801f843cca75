import { describe, expect, test } from 'vitest';
import { ask } from '../../src/engine/ask.ts';
import { connectLocal } from '../../src/io/local.ts';
import { script } from '../../src/shell.ts';

const local = connectLocal({ PATH: '/usr/bin:/bin' });

describe('ask()', () => {
  test('puts every question, and gives what each printed as it is', async () => {
    const answers = await ask(
      local,
      {
        empty: ['true'],
        plain: ['echo', 'hello'],
        unended: ['printf', 'no newline'],
        lines: ['printf', 'one\n\ntwo\n'],
        odd: ['printf', '%s', `it's $HOME "quoted" \\n`],
      },
      'mark-7',
    );
    expect(answers).toEqual({
      empty: '',
      plain: 'hello\n',
      unended: 'no newline',
      lines: 'one\n\ntwo\n',
      odd: `it's $HOME "quoted" \\n`,
    });
  });

  test('goes on after a question that fails, or ends its shell; complaints are no answer', async () => {
    const answers = await ask(
      local,
      {
        fails: ['cat', '/nonexistent'],
        ends: script('echo before; exit 3'),
        missing: ['no-such-command'],
        last: ['echo', 'still here'],
      },
      'mark-7',
    );
    expect(answers).toEqual({ fails: '', ends: 'before\n', missing: '', last: 'still here\n' });
  });

  test('is not fooled by an answer that looks like another question', async () => {
    const answers = await ask(
      local,
      { one: ['printf', 'mark-7\nmark two\n two\n'], two: ['echo', '2'] },
      'mark-8',
    );
    expect(answers).toEqual({ one: 'mark-7\nmark two\n two\n', two: '2\n' });
  });

  test('waits for no input', async () => {
    expect(await ask(local, { reads: ['cat'], last: ['echo', '1'] }, 'm')).toEqual({
      reads: '',
      last: '1\n',
    });
  });
});
