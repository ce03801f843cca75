import { describe, expect, test } from 'vitest';
import { formats, reports } from '../../src/reports/index.ts';
import { type Report, report } from '../../src/reports/report.ts';

/** A report with everything in it, and nothing good in its words. */
const aReport = (own: Partial<Report> = {}): Report =>
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
        '  warning: web-1: damaged (look)',
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

describe('html', () => {
  test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&lt;'])(
    'shows %s as it is written, wherever it stands',
    (evil) => {
      const page = reports.html(
        aReport({
          title: evil,
          facts: [[evil, evil]],
          tables: [{ title: evil, columns: [evil], rows: [[evil]] }],
          checks: [{ name: evil, passed: false, seconds: 0, message: evil }],
          findings: [{ rule: evil, severity: 'error', subject: evil, message: evil, hint: evil }],
        }),
      );
      const safe = evil
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;');
      expect(page.split(safe)).toHaveLength(1 + 12);
      expect(page).not.toContain(evil);
    },
  );

  test('loads nothing: no script, no style sheet, no picture', () => {
    expect(reports.html(aReport())).not.toMatch(/<(script|link|img|iframe)|url\(|@import/);
  });
});

describe('junit', () => {
  test('makes a test case of every check and of every finding', () => {
    const xml = reports.junit(aReport());
    expect(xml).toContain('tests="4"');
    expect(xml).toContain('failures="2"');
    expect(xml).toMatch(/<testcase name="verify web-2: Probe"[^>]*><error>it said 500</);
    expect(xml).toMatch(/<testcase name="no-space: web-2"[^>]*><error>web-2: full</);
  });

  test('is XML that a parser takes, whatever a host says', () => {
    const evil = '<a b="c">&amp;\x1b[31m\x00\x07\ud800\ufffe ]]>';
    const xml = reports.junit(
      report(evil, { checks: [{ name: evil, passed: false, seconds: 0, message: evil }] }),
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
    expect(xml).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
    expect(() => encodeURIComponent(xml)).not.toThrow();
    expect(xml).not.toContain('<a b=');
  });
});

describe('sarif', () => {
  test('makes a result of every finding, with its rule, its level and what it is about', () => {
    const { version, runs } = JSON.parse(reports.sarif(aReport()));
    expect(version).toBe('2.1.0');
    expect(runs[0].tool.driver.rules).toEqual([{ id: 'records' }, { id: 'no-space' }]);
    expect(runs[0].results).toEqual([
      {
        ruleId: 'records',
        level: 'warning',
        message: { text: 'damaged (look)' },
        locations: [{ logicalLocations: [{ fullyQualifiedName: 'web-1' }] }],
      },
      {
        ruleId: 'no-space',
        level: 'error',
        message: { text: 'full' },
        locations: [{ logicalLocations: [{ fullyQualifiedName: 'web-2' }] }],
      },
    ]);
  });
});

describe('every format', () => {
  test.each(formats)('%s takes a report that is nothing but a title', (format) => {
    expect(reports[format](report('Nothing to do'))).toContain('Nothing to do');
  });
});
