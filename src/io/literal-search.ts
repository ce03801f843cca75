/**
 * Is one of these texts, in ASCII, in the bytes? However many texts there are, each byte is looked at once (Aho and
 * Corasick, 1975): that is what makes it cheap to ask of every file of a tree.
 */
export function literalSearch(texts: readonly string[]): (bytes: Uint8Array) => boolean {
  const { table, found } = automaton(texts);
  return (bytes) => {
    let state = 0;
    // With `for of`, or a look at `bytes.length` each time, Node 24 takes twice as long.
    const { length } = bytes;
    for (let index = 0; index < length; index += 1) {
      state = table[state + (bytes[index] ?? 0)] ?? 0;
    }
    return state === found;
  };
}

const row = 256;

/**
 * A state for every beginning of a text: the longest that the bytes read so far end with. A state is where its row
 * begins in the table, by which the next byte leads on to another; from `found` every byte leads back to it.
 */
function automaton(texts: readonly string[]): {
  readonly table: Int32Array;
  readonly found: number;
} {
  const beginnings = [...new Set(texts.flatMap(beginningsOf))].toSorted(shorterFirst);
  const states = new Map(beginnings.map((beginning, index) => [beginning, index * row]));
  const found = beginnings.length * row;
  const table = new Int32Array(found + row).fill(found, found);
  for (const [beginning, state] of states) {
    // A byte that does not go on with this text may go on with one that began later.
    const later = longestEnd(beginning.slice(1), states);
    table.copyWithin(state, later, later + row);
    for (const text of texts.filter((each) => each.startsWith(beginning))) {
      const read = text.slice(0, beginning.length + 1);
      const isFound = texts.some((each) => read.endsWith(each));
      table[state + text.charCodeAt(beginning.length)] = isFound ? found : (states.get(read) ?? 0);
    }
  }
  return { table, found };
}

/** All but the whole text, nothing first. */
function beginningsOf(text: string): string[] {
  return Array.from(text, (_, length) => text.slice(0, length));
}

function shorterFirst(one: string, other: string): number {
  return one.length - other.length;
}

/** The state of the longest end of a text that is a beginning. */
function longestEnd(text: string, states: ReadonlyMap<string, number>): number {
  return states.get(text) ?? longestEnd(text.slice(1), states);
}
