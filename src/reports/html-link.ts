import { escaped } from './escaped.ts';

/** A link to a page; only its words where the address is not one of the web. */
export function htmlLink(words: string, address: string | undefined): string {
  const isWeb = address !== undefined && /^https?:\/\//.test(address);
  return isWeb
    ? `<a href="${escaped(address)}" rel="noreferrer">${escaped(words)}</a>`
    : escaped(words);
}
