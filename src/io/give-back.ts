/**
 * Gives the memory under a chunk back at once, when nobody reads it any more. zlib fills one buffer after another and
 * never goes back to one, and V8 lets 64 MB of them pile up before it looks (Node 24, last verified 2026-11-21). Node 20
 * has no `transfer`.
 */
export function giveBack({ buffer }: Buffer): void {
  (buffer as { transfer?(size: number): unknown }).transfer?.(0);
}
