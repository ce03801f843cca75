import type { Patchable } from './patchable.ts';

/** A big file, and the `cksum` of every block of the one it is like. */
export interface Patch extends Patchable {
  readonly sums: readonly number[];
}

/** What a host told of the files it was asked for, in their order: a sum in each line, a dash after each file. */
export function readBlockSums(text: string, asked: readonly Patchable[]): Patch[] {
  const told = text.split('-\n').map((lines) => lines.split('\n').filter((line) => line !== ''));
  return asked.flatMap((each, index): Patch[] => {
    const sums = told[index] ?? [];
    const isWhole =
      sums.length === Math.ceil(each.size / each.block) && sums.every((sum) => isNumber.test(sum));
    return isWhole ? [{ ...each, sums: sums.map(Number) }] : [];
  });
}

const isNumber = /^[0-9]{1,10}$/;

/** Asks for them, line by line. */
export function askForBlockSums(asked: readonly Patchable[]): string {
  const lines = asked.map(
    ({ from, size, block }) => `${block} ${Math.ceil(size / block)}\n${from}\n`,
  );
  return `sums ${asked.length}\n${lines.join('')}`;
}
