import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { spool } from '../../src/io/spool.ts';
import { until } from '../support/until.ts';

const pieces = Array.from({ length: 50 }, (_, index) => Buffer.alloc(100_000, index));
const whole = Buffer.concat(pieces);

/** A source that counts what was taken of it. */
function aSource(list: readonly Buffer[] = pieces) {
  const taken: number[] = [];
  const source = async () =>
    (async function* () {
      for (const piece of list) {
        taken.push(piece.length);
        yield piece;
      }
    })();
  return { taken, source };
}

describe('spool()', () => {
  test('gives every reader all of it, and takes it from the source once', async () => {
    const { taken, source } = aSource();
    const { open } = spool(source);
    const [one, other] = await Promise.all([buffer(open()!), buffer(open()!)]);
    expect(one.equals(whole)).toBe(true);
    expect(other.equals(whole)).toBe(true);
    expect(taken).toHaveLength(pieces.length);
  });

  test('keeps nobody waiting for a reader that stands still', async () => {
    const { open } = spool(aSource().source);
    const [still, fast] = [open()!, open()!];
    expect((await buffer(fast)).equals(whole)).toBe(true);
    expect(still.readableLength).toBe(0);
    expect((await buffer(still)).equals(whole)).toBe(true);
  });

  test('gives what there is before there is more', async () => {
    const source = async () =>
      (async function* () {
        yield Buffer.from('first');
        await new Promise(() => undefined);
      })();
    const reader = spool(source).open()!;
    const { value } = await reader[Symbol.asyncIterator]().next();
    expect(String(value)).toBe('first');
    reader.destroy();
  });

  test('tells every reader when the source fails', async () => {
    const source = async () =>
      Readable.from(
        (async function* () {
          yield Buffer.from('first');
          throw new Error('no more');
        })(),
      );
    const { open } = spool(source);
    const readers = [open()!, open()!];
    await expect(buffer(readers[0]!)).rejects.toThrow('no more');
    await expect(buffer(readers[1]!)).rejects.toThrow('no more');
  });

  test('is over when nobody reads any more, and leaves no file', async () => {
    const { taken, source } = aSource();
    const { open } = spool(source);
    const reader = open()!;
    reader.destroy();
    await once(reader, 'close');
    expect(open()).toBeUndefined();
    await until('the file to be closed', () => !openFiles().some((file) => /\/spool/.test(file)));
    expect(taken.length).toBeLessThan(pieces.length);
  });
});

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
}
