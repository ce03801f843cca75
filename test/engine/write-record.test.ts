import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeRecord } from '../../src/engine/write-record.ts';
import type { Event } from '../../src/event.ts';
import type { Connection } from '../../src/io/io.ts';
import { connectLocal } from '../../src/io/local.ts';
import { held } from '../../src/lock-held.ts';
import { layout } from '../../src/release/layout.ts';
import { script } from '../../src/shell.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

/** Passes as long as the lock is nobody else's. */
const ours = `[ ! -e "$1" ] || exit ${held}`;

describe.each(shells())('a record, through $name', { concurrent: true }, ({ environment }) => {
  function aHost() {
    const at = layout({ root: join(scratch('record'), 'app') });
    mkdirSync(dirname(at.journal), { recursive: true });
    writeFileSync(at.journal, '{}\n');
    const said: string[] = [];
    const emit = (event: Event) => void (event.type === 'noted' && said.push(event.message));
    const write = (line: string, connection: Connection = connectLocal(environment)) =>
      writeRecord(connection, at, { line, closes: script(ours, at.lock), emit });
    return { at, said, write, records: () => readFileSync(at.records, 'utf8') };
  }

  test('is the next line, once, and closes the journal', async () => {
    const { at, said, write, records } = aHost();
    await write('{"run":"1","reason":"the end"}');
    await write('{"run":"2"}');
    await write('{"run":"2"}');
    expect(records()).toBe('{"run":"1","reason":"the end"}\n{"run":"2"}\n');
    expect(existsSync(at.journal)).toBe(false);
    expect(said).toEqual([]);
  });

  test('of which only the beginning arrived is not written, and leaves the journal', async () => {
    const { at, said, write } = aHost();
    const connection = connectLocal(environment);
    const cut: Connection = {
      ...connection,
      run: (line, options) =>
        connection.run(line, { ...options, stdin: '{"run":"1","commands":[{}' }),
    };
    await write('{"run":"1","commands":[{}]}', cut);
    expect(existsSync(at.records)).toBe(false);
    expect(existsSync(at.journal)).toBe(true);
    expect(said).toEqual(['local: cannot write the record: the line did not arrive whole']);
  });

  test('of a run whose lock is another’s is not written, and leaves the journal to that one', async () => {
    const { at, said, write } = aHost();
    mkdirSync(at.lock);
    await write('{"run":"1"}');
    expect([existsSync(at.records), existsSync(at.journal)]).toEqual([false, true]);
    expect(said).toEqual(['local: cannot write the record: the lock is not ours any more']);
  });

  test('that there is already leaves only the journal to be closed', async () => {
    const { at, write } = aHost();
    await write('');
    expect([existsSync(at.records), existsSync(at.journal)]).toEqual([false, false]);
  });
});
