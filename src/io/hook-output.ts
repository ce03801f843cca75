import { StringDecoder } from 'node:string_decoder';
import { trailerStart } from './hook-script.ts';

/** How a hook's supervisor says that it ended. */
export interface Trailer {
  readonly why: 'exited' | 'late' | 'gone';
  readonly code: number;
}

/** How many characters of a hook's output are kept. */
const tailLength = 4_000;

/** Reads a hook's output chunk by chunk: shows it without the trailer, keeps its end, and finds the trailer. */
export function hookOutput(nonce: string, show: (text: string) => void) {
  const decoder = new StringDecoder('utf8');
  const pattern = new RegExp(`${trailerStart}${nonce} (exited|late|gone) (\\d+)\n`);
  let held = '';
  let tail = '';
  let trailer: Trailer | undefined;
  const release = (text: string) => {
    if (text === '') return;
    tail = (tail + text).slice(-tailLength);
    show(text);
  };
  return {
    add: (chunk: Buffer) => {
      // What comes after the trailer is a daemon's that outlived the hook.
      if (trailer !== undefined) return;
      held += decoder.write(chunk);
      const found = pattern.exec(held);
      if (found) trailer = { why: found[1] as Trailer['why'], code: Number(found[2]) };
      const end = found?.index ?? mayBegin(held, `${trailerStart}${nonce} `);
      release(held.slice(0, end));
      held = held.slice(end);
    },
    /** Shows what was held back, for it was no trailer after all. */
    close: () => {
      if (trailer === undefined) release(held + decoder.end());
      held = '';
    },
    tail: () => tail,
    trailer: () => trailer,
  };
}

/** Where a mark begins that is not complete yet, or the text's end. */
function mayBegin(text: string, mark: string): number {
  const at = text.lastIndexOf(mark.slice(0, 1));
  if (at === -1) return text.length;
  const begun = text.slice(at);
  return begun.startsWith(mark) || mark.startsWith(begun) ? at : text.length;
}
