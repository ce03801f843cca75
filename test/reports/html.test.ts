import { expect, test } from 'vitest';
import { html } from '../../src/reports/html.ts';
import { aReport } from '../support/a-report.ts';

test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&lt;'])(
  'html() shows %s as it is written, wherever it stands',
  (evil) => {
    const page = html(
      aReport({
        title: evil,
        facts: [[evil, evil]],
        tables: [{ title: evil, columns: [evil], rows: [[evil]] }],
        checks: [{ name: evil, passed: false, seconds: 0, message: evil }],
        findings: [{ rule: evil, severity: 'error', subject: evil, message: evil, hint: evil }],
        sections: [
          {
            title: evil,
            link: 'https://example.com',
            items: [{ name: evil, state: evil, verdict: 'bad', message: evil }],
          },
        ],
        words: [[evil, evil]],
      }),
    );
    const safe = evil
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
    expect(page.split(safe)).toHaveLength(1 + 20);
    expect(page).not.toContain(evil);
  },
);

test('html() loads nothing: no script, no style sheet, no picture', () => {
  expect(html(aReport())).not.toMatch(/<(script|link|img|iframe)|url\(|@import/);
});

const section = (title: string, verdict: 'good' | 'bad') => ({
  title,
  link: `https://bitbucket.org/${title}/admin`,
  items: [
    { name: 'branches/main/push', state: 'ok', verdict: 'good' as const, message: '' },
    { name: 'branches/main/merge', state: verdict, verdict, message: '' },
  ],
});

test('html() leads from a finding and from a table to the part about its place, and to the page of settings', () => {
  const page = html(
    aReport({
      tables: [{ title: '', columns: ['place', 'ok'], rows: [['a/b', '0']] }],
      findings: [
        {
          rule: 'drift',
          severity: 'error',
          subject: 'a/b',
          message: 'open',
          hint: 'Settings → Branches',
          link: 'https://bitbucket.org/a/b/admin',
          at: { file: 'policy.yml', line: 7 },
        },
      ],
      sections: [section('x', 'good'), section('a/b', 'bad')],
    }),
  );
  expect(page.split('<a href="#place-2">a/b</a>')).toHaveLength(3);
  expect(page).toContain('<details id="place-2" open>');
  expect(page).toContain('drift, policy.yml:7');
  expect(page).toContain(
    '<a href="https://bitbucket.org/a/b/admin" rel="noreferrer">Settings → Branches</a>',
  );
  expect(page).toContain('<td class="number nothing">0</td>');
});

test('html() folds the part about a place where nothing is wrong, and says what is in it', () => {
  const page = html(aReport({ sections: [section('shop', 'good')] }));
  expect(page).toContain('<details id="place-1">\n<summary><b>shop</b>1 ok, 1 good</summary>');
});

test('html() has errors before warnings, whatever order they come in', () => {
  const page = html(aReport());
  expect(page.indexOf('✖ error')).toBeGreaterThan(0);
  expect(page.indexOf('✖ error')).toBeLessThan(page.indexOf('! warning'));
});

test.each(['javascript:alert(1)', 'data:text/html,x', '//evil.example', 'file:///etc/passwd'])(
  'html() makes no link of %s',
  (link) => {
    const findings = [
      { rule: 'a', severity: 'note', subject: 'b', message: 'c', hint: 'd', link } as const,
    ];
    expect(html(aReport({ findings }))).not.toContain('<a ');
  },
);

test('html() tells what is the same in many places once, with all of them', () => {
  const findings = ['a', 'b', 'c', 'd'].map(
    (subject) => ({ rule: 'drift', severity: 'error', subject, message: 'push is open' }) as const,
  );
  const page = html(aReport({ findings, sections: [section('d', 'bad')] }));
  expect(page.split('push is open')).toHaveLength(2);
  expect(page).toContain('4 places');
  expect(page).toContain('<summary>where</summary>a, b, c, <a href="#place-1">d</a></details>');
});
