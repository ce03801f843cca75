/** An output in which a mark and a code stand behind what each command prints. */
export interface MarkedOutput {
  add(chunk: Buffer): void;
  /** What was printed, and the code; undefined as long as the mark has not come. */
  read(): { readonly text: string; readonly code: number } | undefined;
  /** Begins anew. */
  clear(): void;
}

/** Collects an output up to its mark. */
export function untilMark(mark: string): MarkedOutput {
  let chunks: Buffer[] = [];
  const end = new RegExp(`${mark} (\\d+)\\n$`);
  const longest = mark.length + ' 255\n'.length;
  return {
    add: (chunk) => void chunks.push(chunk),
    clear: () => {
      chunks = [];
    },
    read: () => {
      const found = end.exec(lastOf(chunks, longest));
      if (found === null) return undefined;
      const all = Buffer.concat(chunks);
      const text = all.subarray(0, all.length - found[0].length).toString();
      return { text, code: Number(found[1]) };
    },
  };
}

/** The last bytes, without putting all of them together for each that comes. */
function lastOf(chunks: readonly Buffer[], length: number): string {
  let tail = '';
  for (let index = chunks.length - 1; index >= 0 && tail.length < length; index -= 1)
    tail = `${chunks[index]?.toString('latin1')}${tail}`;
  return tail;
}
