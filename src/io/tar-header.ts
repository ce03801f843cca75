/** A tar archive is made of blocks of this many bytes. */
const blockSize = 512;

/** What a header tells of an entry; the mode is octal. */
export type TarEntry = { readonly path: string; readonly mode: string } & (
  | { readonly type: 'file'; readonly size: number }
  | { readonly type: 'link'; readonly target: string }
  | { readonly type: 'directory' }
);

/** What ends an archive: two empty blocks. */
export const tarEnd = Buffer.alloc(2 * blockSize);

/**
 * The blocks in front of an entry's content, the same bytes on every machine: no owner, no time. Whoever unpacks
 * gives both (`tar -xom`): a web server that tells versions of a file apart by size and time needs a true time.
 *
 * The format is GNU's: BusyBox reads its long names and passes over those of pax (1.35, last verified 2026-11-21).
 */
export function tarHeader(entry: TarEntry): Buffer {
  const path = Buffer.from(entry.type === 'directory' ? `${entry.path}/` : entry.path);
  const target = Buffer.from(entry.type === 'link' ? entry.target : '');
  const own = header({
    path,
    target,
    mode: Number.parseInt(entry.mode, 8),
    size: entry.type === 'file' ? entry.size : 0,
    flag: flags[entry.type],
  });
  const long = [...longRecord('K', target), ...longRecord('L', path)];
  return long.length === 0 ? own : Buffer.concat([...long, own]);
}

const flags = { file: '0', link: '2', directory: '5' } as const;

/** How many bytes the header of an entry is, without making it. */
export function tarHeaderSize(entry: TarEntry): number {
  const path = Buffer.byteLength(entry.path) + (entry.type === 'directory' ? 1 : 0);
  const target = entry.type === 'link' ? Buffer.byteLength(entry.target) : 0;
  return blockSize + longRecordSize(path) + longRecordSize(target);
}

/** A record of its own: its header, and the text with a NUL in whole blocks. */
function longRecordSize(length: number): number {
  return length <= nameLength ? 0 : blockSize + tarContentSize(length + 1);
}

/** A small file, all of it. */
export function* tarFile(
  { path, mode }: { readonly path: string; readonly mode: string },
  content: Buffer,
): Generator<Buffer> {
  yield tarHeader({ type: 'file', path, mode, size: content.length });
  yield content;
  yield tarPadding(content.length);
}

/** How many bytes a content of this size takes: whole blocks. */
export function tarContentSize(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}

/** The empty bytes after a content of this size, up to the next block. */
export function tarPadding(size: number): Buffer {
  return tarEnd.subarray(0, (blockSize - (size % blockSize)) % blockSize);
}

interface Fields {
  readonly path: Buffer;
  readonly target: Buffer;
  readonly mode: number;
  readonly size: number;
  readonly flag: string;
}

// Where each field of the header begins: https://www.gnu.org/software/tar/manual/html_node/Standard.html
const at = {
  mode: 100,
  uid: 108,
  gid: 116,
  size: 124,
  mtime: 136,
  sum: 148,
  flag: 156,
  target: 157,
  magic: 257,
};
const nameLength = 100;

// GNU tar warns of a time before 1970, some versions of 1970 itself.
const mtime = 1;

/** What all headers have in common. The sum is of a header whose own sum is blank. */
const common = Buffer.alloc(blockSize);
common.write(octal(0, 8), at.uid);
common.write(octal(0, 8), at.gid);
common.write(octal(mtime, 12), at.mtime);
common.fill(' ', at.sum, at.flag);
common.write('ustar  \0', at.magic);

function header({ path, target, mode, size, flag }: Fields): Buffer {
  const block = Buffer.from(common);
  path.copy(block, 0, 0, nameLength);
  block.write(octal(mode, 8), at.mode, 'latin1');
  writeSize(block, size);
  block.write(flag, at.flag, 'latin1');
  target.copy(block, at.target, 0, nameLength);
  block.write(`${octal(sumOf(block), 7)} `, at.sum, 'latin1');
  return block;
}

function sumOf(block: Buffer): number {
  let sum = 0;
  // With `for of` it takes four times as long.
  for (let index = 0; index < blockSize; index += 1) sum += block[index] ?? 0;
  return sum;
}

/** Digits up to the field's last byte, which is NUL. */
function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

/** Eleven octal digits; from 8 GiB on a binary number, marked by the first bit. */
function writeSize(block: Buffer, size: number): void {
  if (size < 8 ** 11) {
    block.write(octal(size, 12), at.size);
    return;
  }
  block.writeUInt8(0x80, at.size);
  block.writeBigUInt64BE(BigInt(size), at.size + 4);
}

/** A record of its own for a text its field cannot hold. */
function longRecord(flag: 'K' | 'L', text: Buffer): Buffer[] {
  if (text.length <= nameLength) return [];
  const size = text.length + 1;
  const fields = { path: Buffer.from('././@LongLink'), target: Buffer.alloc(0), mode: 0o644 };
  return [header({ ...fields, size, flag }), text, Buffer.alloc(1), tarPadding(size)];
}
