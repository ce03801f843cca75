import { expect, test } from 'vitest';
import { insights } from '../../src/reports/insights.ts';
import { report } from '../../src/reports/report.ts';
import { aReport } from '../support/a-report.ts';

const finding = { rule: 'a', severity: 'note', subject: 'shop', message: 'm' } as const;

test('insights() tells a run: its steps, its facts, and what went wrong first', () => {
  const { report: told, annotations } = insights(aReport({ verdict: 'bad' }), 'https://x.example');
  expect(told).toMatchObject({
    details: 'B is live on production\nweb-2: full\nweb-1: damaged',
    result: 'FAILED',
    link: 'https://x.example',
    data: [
      { title: 'Steps', type: 'NUMBER', value: 2 },
      { title: 'Time in steps', type: 'DURATION', value: 1350 },
      { title: 'Build', type: 'TEXT', value: 'B' },
      { title: 'Took', type: 'TEXT', value: '3 s' },
    ],
  });
  expect(annotations).toEqual([
    {
      external_id: 'cutover-0001',
      annotation_type: 'BUG',
      severity: 'HIGH',
      summary: 'web-2: full',
    },
    {
      external_id: 'cutover-0002',
      annotation_type: 'CODE_SMELL',
      severity: 'MEDIUM',
      summary: 'web-1: damaged',
      details: 'look',
    },
  ]);
});

test('insights() keeps within what Bitbucket takes', () => {
  const long = 'x'.repeat(5000);
  const findings = Array.from({ length: 1200 }, () => ({ ...finding, message: long, hint: long }));
  const facts = Array.from({ length: 20 }, (_, index) => [`fact ${index}`, ''] as const);
  const { report: told, annotations } = insights(report(long, { findings, facts }), '');
  const { details, data } = told as { details: string; data: unknown[] };
  const last = annotations[999] as { summary: string; details: string };
  expect([details.length, data.length, annotations.length]).toEqual([2000, 10, 1000]);
  expect([last.summary.length, last.details.length]).toEqual([450, 2000]);
});

test.each(['/etc/policy.yml', '../policy.yml'])(
  'insights() puts nothing at a line of %s, which no repository has',
  (file) => {
    const findings = [{ ...finding, at: { file, line: 3 } }];
    expect(insights(report('', { findings }), '').annotations[0]).not.toHaveProperty('path');
  },
);
