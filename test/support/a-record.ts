import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../src/release/record.ts';

/** One line of history: build B took the place of A and all went well, but for what is named. */
export function aRecord(own: Partial<AuditRecord> = {}): AuditRecord {
  const { build = 'B', from = 'A' } = own;
  return {
    run: 'run-1',
    action: 'activate',
    outcome: 'activated',
    version: build,
    build,
    commit: 'c'.repeat(40),
    branch: 'main',
    target: 'production',
    host: 'web-1',
    from,
    live: build,
    started_at: '2026-03-01T10:00:00Z',
    finished_at: '2026-03-01T10:00:30Z',
    by: 'ana',
    pipeline: '',
    commands: [],
    migrations: [],
    checkpoint: null,
    verification: [],
    reason: '',
    previous: '0'.repeat(64),
    ...own,
  };
}

/** The digest that chains records. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Records as the lines of one file, each with the digest of the line before. */
export function aChain(records: readonly AuditRecord[]): string[] {
  const lines: string[] = [];
  for (const record of records) {
    lines.push(JSON.stringify({ ...record, previous: sha256(lines.at(-1) ?? '') }));
  }
  return lines;
}
