import type { Patch } from '../release/block-sums.ts';
import { type Piece, sameBlocks } from './same-blocks.ts';
import { tarFile } from './tar-header.ts';

/** A file as it comes: what it shall be called and may do, and where a tar has the directory of its parts. */
interface Patching {
  readonly patch: Patch;
  readonly mode: string;
  readonly directory: string;
}

/**
 * A file as the recipe by which a host makes it, and the parts the host lacks, each a file. The recipe: the size of a
 * block, the mode, the path of the file that has the blocks, its own path; then what follows what, `<first block>
 * <how many>` or `+ <part>`.
 */
export async function* tarOfPatch(
  { patch, mode, directory }: Patching,
  content: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  const steps: Step[] = [];
  let parts = 0;
  for await (const piece of sameBlocks(content, patch)) {
    if ('bytes' in piece) {
      yield* tarFile({ path: `${directory}/${parts}`, mode: '0600' }, piece.bytes);
      steps.push({ part: parts });
      parts += 1;
    } else add(steps, piece);
  }
  const head = [`${patch.block} ${mode}`, patch.from, patch.path];
  const lines = [...head, ...steps.map(lineOf)].map((line) => `${line}\n`);
  yield* tarFile({ path: `${directory}/recipe`, mode: '0600' }, Buffer.from(lines.join('')));
}

type Step = { readonly part: number } | { readonly first: number; count: number };

/** Blocks that follow each other are copied in one go. */
function add(steps: Step[], { block }: Extract<Piece, { readonly block: number }>): void {
  const before = steps.at(-1);
  const follows =
    before !== undefined && 'first' in before && before.first + before.count === block;
  if (follows) before.count += 1;
  else steps.push({ first: block, count: 1 });
}

function lineOf(step: Step): string {
  return 'part' in step ? `+ ${step.part}` : `${step.first} ${step.count}`;
}
