import { createHash, type Hash, hash } from 'node:crypto';

/** The SHA-256 of a text, or of bytes, in hexadecimal. */
export function sha256(text: string | Buffer): string {
  return hash('sha256', text);
}

/** The SHA-256 of so many bytes, that may come in pieces: of those that come in one it costs half. */
export function sha256InPieces(size: number) {
  let whole = '';
  let begun: Hash | undefined;
  return {
    add: (piece: Buffer): void => {
      if (piece.length === size) whole = sha256(piece);
      else begun = (begun ?? createHash('sha256')).update(piece);
    },
    /** In hexadecimal, of what was added. */
    end: (): string => begun?.digest('hex') ?? (whole || sha256('')),
  };
}
