import { StringDecoder } from 'node:string_decoder';
import { markStart } from './hook-script.ts';

/** How many characters of a hook's output are kept. */
const tailLength = 4_000;

/**
 * Reads a hook's output chunk by chunk, over one connection or several: counts its bytes, shows it and keeps its
 * end. What a login shell prints before the hook's mark belongs to nobody, and is dropped.
 */
export function hookOutput(nonce: string, show: (text: string) => void) {
  const decoder = new StringDecoder('utf8');
  const mark = Buffer.from(`${markStart}${nonce}\n`);
  let before: Buffer | undefined = Buffer.alloc(0);
  let seen = 0;
  let tail = '';
  const release = (text: string) => {
    if (text === '') return;
    tail = (tail + text).slice(-tailLength);
    show(text);
  };
  const pastMark = (chunk: Buffer): Buffer => {
    if (before === undefined) return chunk;
    const all = Buffer.concat([before, chunk]);
    const at = all.indexOf(mark);
    before = at === -1 ? all.subarray(-mark.length) : undefined;
    return at === -1 ? Buffer.alloc(0) : all.subarray(at + mark.length);
  };
  return {
    /** From here on the chunks are another connection's. */
    join: () => {
      before = Buffer.alloc(0);
    },
    /** Has this connection come to the hook? */
    joined: () => before === undefined,
    add: (chunk: Buffer) => {
      const own = pastMark(chunk);
      seen += own.length;
      release(decoder.write(own));
    },
    /** Shows half a character that never became a whole one. */
    close: () => release(decoder.end()),
    /** How many bytes have arrived. */
    seen: () => seen,
    tail: () => tail,
  };
}
