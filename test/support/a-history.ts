import type { AuditRecord } from '../../src/release/record.ts';
import { aRecord } from './a-record.ts';

/**
 * Records of a host from words: `B` activates B, `!B` tries B and goes back by itself, `<A` rolls back to A by hand,
 * `?B` fails before the switch, `~B` ends with B left live although the run was split, `>B` somebody moves the pointer.
 */
export function aHistory(words: string): AuditRecord[] {
  let live: string | null = null;
  return words.split(' ').flatMap((word): AuditRecord[] => {
    const [mark, build] = /^\W/.test(word) ? [word[0], word.slice(1)] : ['', word];
    const from = live;
    if (mark === '!') return [aRecord({ build, from, live: from, outcome: 'rolled-back' })];
    if (mark === '?') return [aRecord({ build, from, live: from, outcome: 'failed' })];
    live = build;
    if (mark === '>') return [];
    if (mark === '~') return [aRecord({ build, from, live, outcome: 'split' })];
    return [aRecord({ build, from, live, action: mark === '<' ? 'rollback' : 'activate' })];
  });
}
