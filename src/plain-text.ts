import { stripVTControlCharacters } from 'node:util';

/**
 * The text without what could steer a terminal: escape sequences and control characters are gone, and of a line that
 * was written again and again, as by a progress bar, the last state is left.
 */
export function plainText(value: string): string {
  return stripVTControlCharacters(value)
    .replaceAll(/\r+(?=\n|$)/g, '')
    .replaceAll(/[^\n]*\r/g, '')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)\p{Cc}/gu, '');
}
