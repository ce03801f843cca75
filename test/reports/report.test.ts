import { describe, expect, test } from 'vitest';
import { formats, reports } from '../../src/reports/index.ts';
import { report } from '../../src/reports/report.ts';
import { aReport } from '../support/a-report.ts';

test('report() leaves a table without rows out', () => {
  expect(aReport({ tables: [{ title: 'Hosts', columns: ['Host'], rows: [] }] }).tables).toEqual([]);
});

describe('text', () => {
  test('is for reading', () => {
    expect(reports.text(aReport())).toBe(
      [
        'B is live on production',
        '  Build  B',
        '  Took   3 s',
        'Hosts',
        '┌───────┬──────┐',
        '│ Host  │ Live │',
        '├───────┼──────┤',
        '│ web-1 │ B    │',
        '│ web-2 │      │',
        '└───────┴──────┘',
        '  warning: web-1: damaged',
        '    → look',
        '  error: web-2: full',
      ].join('\n'),
    );
  });

  test.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['titles of windows', '\x1b]0;owned\x07text', 'text'],
    ['links', '\x1b]8;;http://evil\x07text\x1b]8;;\x07', 'text'],
    ['the eight-bit form of an escape', '\x9b2Jtext', 'text'],
    ['what goes back in the line', 'good\rbad\b\b', 'bad'],
    ['the bell', 'ding\x07', 'ding'],
    ['an escape that is not finished', 'text\x1b', 'text'],
  ])('does not let a host steer the terminal with %s', (_, evil, shown) => {
    const text = reports.text(
      report(evil, {
        facts: [['Said', evil]],
        tables: [{ title: evil, columns: [evil], rows: [[evil]] }],
        findings: [{ rule: 'a', severity: 'note', subject: evil, message: evil }],
      }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is about them
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(text).toContain(`  Said  ${shown}`);
  });
});

describe('json', () => {
  test('is the data, with the title and the findings beside it', () => {
    const { findings } = aReport();
    expect(JSON.parse(reports.json(aReport()))).toEqual({
      title: 'B is live on production',
      outcome: 'activated',
      findings,
    });
  });

  test('is only JSON, whatever a host says', () => {
    const data = { said: 'a"\n\x1b[31m\u2028</script>' };
    expect(JSON.parse(reports.json(report('', { data })))).toMatchObject(data);
    expect(reports.json(report('', { data }))).not.toContain('\x1b');
  });
});

describe('markdown', () => {
  test('is for a pull request: what failed, not what passed', () => {
    expect(reports.markdown(aReport())).toBe(
      [
        '## B is live on production',
        '- **Build**: B\n- **Took**: 3 s',
        '### Hosts\n\n| Host | Live |\n| --- | --- |\n| web-1 | B |\n| web-2 |  |',
        '- ✖ verify web-2: Probe: it said 500',
        '- warning: web-1: damaged (look)\n- error: web-2: full',
      ].join('\n\n'),
    );
  });

  test.each([
    ['a pipe', 'a|b', 'a\\|b'],
    ['a line break', 'a\nb\r\nc', 'a b c'],
    ['a tag', '<script>', '\\<script\\>'],
    ['a link', '[a](http://evil)', '\\[a\\](http://evil)'],
    ['emphasis', '*a* _b_ ~c~', '\\*a\\* \\_b\\_ \\~c\\~'],
    ['code', '`a`', '\\`a\\`'],
    ['an escape', '\\|', '\\\\\\|'],
    ['an entity', '&lt;script&gt;', '\\&lt;script\\&gt;'],
  ])('does not let %s out of its cell', (_, evil, written) => {
    const [, , row] = reports
      .markdown(report('', { tables: [{ title: '', columns: ['c'], rows: [[evil]] }] }))
      .split('\n')
      .slice(2);
    expect(row).toBe(`| ${written} |`);
  });
});

describe('every format', () => {
  test.each(formats)('%s takes a report that is nothing but a title', (format) => {
    expect(reports[format](report('Nothing to do'))).toContain('Nothing to do');
  });
});
