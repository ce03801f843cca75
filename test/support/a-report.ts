import { type Report, report } from '../../src/reports/report.ts';

/** A report with everything in it, and nothing good in its words. */
export const aReport = (own: Partial<Report> = {}): Report =>
  report('B is live on production', {
    verdict: 'good',
    facts: [
      ['Build', 'B'],
      ['Took', '3 s'],
    ],
    tables: [
      {
        title: 'Hosts',
        columns: ['Host', 'Live'],
        rows: [
          ['web-1', 'B'],
          ['web-2', ''],
        ],
      },
    ],
    checks: [
      { name: 'upload web-1: Send B', passed: true, seconds: 1.25, message: '' },
      { name: 'verify web-2: Probe', passed: false, seconds: 0.1, message: 'it said 500' },
    ],
    findings: [
      { rule: 'records', severity: 'warning', subject: 'web-1', message: 'damaged', hint: 'look' },
      { rule: 'no-space', severity: 'error', subject: 'web-2', message: 'full' },
    ],
    data: { outcome: 'activated' },
    ...own,
  });
