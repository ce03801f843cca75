/**
 * Which of these texts are in the bytes? Each has three characters of ASCII, or more. However many there are, every
 * second pair of bytes is looked at, and only once: that is what makes it cheap to ask of every file of a tree.
 */
export function literalSearch(
  texts: readonly string[],
): (bytes: Uint8Array) => ReadonlySet<string> {
  const { isKnown, places } = placesByPair(texts);
  return (bytes) => {
    const found = new Set<string>();
    const pairs = pairsOf(bytes);
    const first = pairs.byteOffset - bytes.byteOffset;
    let index = nextKnown(isKnown, pairs, 0);
    while (index < pairs.length) {
      addThere(found, places[pairs[index] ?? 0], bytes, first + 2 * index);
      index = nextKnown(isKnown, pairs, index + 1);
    }
    return found;
  };
}

/** A function of its own: with a call in the loop, V8 takes half as long again (Node 24, last verified 2026-11-21). */
function nextKnown(isKnown: Uint8Array, pairs: Uint16Array, from: number): number {
  const { length } = pairs;
  let index = from;
  while (index < length && isKnown[pairs[index] ?? 0] === 0) index += 1;
  return index;
}

/** A pair of bytes in a text, and how far into it. */
interface Place {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** For each pair, as a number, where it is in which text; and in one byte, which nearly always says no, whether it is in any. */
interface Places {
  readonly isKnown: Uint8Array;
  readonly places: readonly (readonly Place[] | undefined)[];
}

/** Of three bytes in a row either the first two or the last two are looked at, wherever they are. */
function placesByPair(texts: readonly string[]): Places {
  const isKnown = new Uint8Array(2 ** 16);
  const places: Place[][] = [];
  for (const text of new Set(texts)) {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const rarest = rarestIn(text);
    for (const offset of [rarest - 1, rarest]) {
      const [pair = 0] = pairsOf(bytes.slice(offset, offset + 2));
      isKnown[pair] = 1;
      places[pair] = [...(places[pair] ?? []), { text, bytes, offset }];
    }
  }
  return { isKnown, places };
}

// Letters, the more common in English and in code the later. Anything else is rarer.
const common = 'kxwvbyfgmpuhdclrsnioate ';

/** Where a text has its rarest character but for the first and the last: fewer pairs that are not of it look like it. */
function rarestIn(text: string): number {
  const ranks = Array.from(text.slice(1, -1), (character) => common.indexOf(character));
  return 1 + ranks.indexOf(Math.min(...ranks));
}

/** Numbers of two bytes in the machine's own order, from the first even address on. */
function pairsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint16Array {
  const skipped = byteOffset & 1;
  return new Uint16Array(buffer, byteOffset + skipped, Math.max(0, byteLength - skipped) >> 1);
}

function addThere(
  found: Set<string>,
  places: readonly Place[] = [],
  content: Uint8Array,
  index: number,
): void {
  for (const { text, bytes, offset } of places)
    if (isAt(content, index - offset, bytes)) found.add(text);
}

function isAt(content: Uint8Array, start: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index += 1)
    if (content[start + index] !== bytes[index]) return false;
  return true;
}
