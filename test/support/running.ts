import { readdirSync, readFileSync } from 'node:fs';

/** Command lines on this machine that have this word. */
export function running(word: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(wordsOf)
    .filter((words) => words.includes(word))
    .map((words) => words.join(' '));
}

function wordsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
