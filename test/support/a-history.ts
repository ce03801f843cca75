import type { AuditRecord } from '../../src/release/record.ts';
import { aRecord } from './a-record.ts';

type Marked = (build: string, from: string | null) => Partial<AuditRecord>;

const marks: Readonly<Record<string, Marked>> = {
  '!': (_, from) => ({ outcome: 'rolled-back', live: from }),
  '?': (_, from) => ({ outcome: 'failed', live: from }),
  '~': (live) => ({ outcome: 'split', live }),
  '<': (live) => ({ action: 'rollback', live }),
};

/**
 * Records of a host from words: `B` activates B, `!B` tries B and goes back by itself, `<A` rolls back to A by hand,
 * `?B` fails before the switch, `~B` leaves B live in a run that set the hosts apart, and with `>B` somebody makes B
 * live without a record.
 */
export function aHistory(words: string): AuditRecord[] {
  const records: AuditRecord[] = [];
  let live: string | null = null;
  for (const word of words.split(' ').filter((each) => each !== '')) {
    const build = word.replace(/^\W/, '');
    const from = live;
    const record = aRecord({ build, from, ...marks[word.charAt(0)]?.(build, from) });
    live = record.live;
    if (!word.startsWith('>')) records.push(record);
  }
  return records;
}
