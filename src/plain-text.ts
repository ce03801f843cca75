import { stripVTControlCharacters } from 'node:util';

/**
 * The text without what could steer a terminal: escape sequences and control characters are gone, and of a line that
 * was written again and again, as by a progress bar, the last state is left.
 */
export function plainText(value: string): string {
  return stripVTControlCharacters(value)
    .split('\n')
    .map(lastState)
    .join('\n')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)\p{Cc}/gu, '');
}

/** No regular expression: on a line of megabytes it would begin anew at every character. */
function lastState(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
}
