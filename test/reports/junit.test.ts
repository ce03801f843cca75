import { expect, test } from 'vitest';
import { junit } from '../../src/reports/junit.ts';
import { report } from '../../src/reports/report.ts';
import { aReport } from '../support/a-report.ts';
import { parseXml } from '../support/parse-xml.ts';

const drift = {
  rule: 'drift',
  severity: 'error',
  subject: 'shop',
  message: 'push is open',
} as const;

test('junit() makes a test case of every check and of every finding', () => {
  const [suites] = parseXml(junit(aReport()));
  expect(suites).toMatchObject({
    name: 'testsuites',
    attributes: { tests: '4', failures: '2', errors: '0', skipped: '0', time: '1.350' },
  });
  const [suite] = suites!.children;
  expect(suite!.children.map(({ attributes, children }) => [attributes.name, children])).toEqual([
    ['upload web-1: Send B', []],
    [
      'verify web-2: Probe',
      [
        {
          name: 'failure',
          attributes: { message: 'it said 500' },
          children: [],
          text: 'it said 500',
        },
      ],
    ],
    [
      'records: web-1',
      [{ name: 'system-out', attributes: {}, children: [], text: 'web-1: damaged (look)' }],
    ],
    [
      'no-space: web-2',
      [
        {
          name: 'failure',
          attributes: { message: 'web-2: full' },
          children: [],
          text: 'web-2: full',
        },
      ],
    ],
  ]);
});

test('junit() makes a suite of every section; what could not be looked at is skipped, and nothing fails twice', () => {
  const [suites] = parseXml(
    junit(
      report('an audit', {
        findings: [drift],
        sections: [
          {
            title: 'shop',
            link: '',
            items: [
              { name: 'push', state: 'drift', verdict: 'bad', message: 'open', finding: drift },
              { name: 'merge', state: 'ok', verdict: 'good', message: '' },
              {
                name: 'keys',
                state: 'no-access',
                verdict: 'unknown',
                message: 'a scope is missing',
              },
            ],
          },
        ],
      }),
    ),
  );
  const told = suites!.children.map(({ attributes, children }) => [
    attributes.name,
    attributes.failures,
    children.map((each) => [
      each.attributes.name,
      each.children[0]?.name,
      each.children[0]?.attributes,
    ]),
  ]);
  expect(told).toEqual([
    ['an audit', '0', []],
    [
      'shop',
      '1',
      [
        ['push', 'failure', { message: 'drift: shop: push is open' }],
        ['merge', undefined, undefined],
        ['keys', 'skipped', { message: 'no-access: a scope is missing' }],
      ],
    ],
  ]);
});

test('junit() is XML that a parser takes, whatever a host says', () => {
  const evil = '<a b="c">&amp;\x1b[31m\x00\x07\ud800\ufffe ]]>';
  const xml = junit(
    report(evil, { checks: [{ name: evil, passed: false, seconds: 0, message: evil }] }),
  );
  const [suites] = parseXml(xml);
  const [failed] = suites!.children[0]!.children;
  expect(failed!.attributes.name).toBe('<a b="c">&amp; ]]>');
  expect(failed!.children[0]!.text).toBe('<a b="c">&amp; ]]>');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
  expect(xml).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
  expect(() => encodeURIComponent(xml)).not.toThrow();
});
