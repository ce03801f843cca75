import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { report } from '../../src/reports/report.ts';
import { sarif } from '../../src/reports/sarif.ts';
import { aReport } from '../support/a-report.ts';

const at = { file: 'governance/policy.yml', line: 12 };
const drift = {
  rule: 'drift',
  severity: 'error',
  subject: 'zentra/shop',
  message: 'push is open',
  hint: 'Repository settings',
  link: 'https://bitbucket.org/zentra/shop/admin',
  at,
} as const;

/** What SARIF 2.1.0 (OASIS, 2020-03-27) asks of the parts that we write; nothing else may be there. */
const uri = { type: 'string', pattern: '^[!-~]+$' };
const text = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1 } },
  additionalProperties: false,
};
const location = {
  type: 'object',
  minProperties: 1,
  additionalProperties: false,
  properties: {
    physicalLocation: {
      type: 'object',
      required: ['artifactLocation'],
      additionalProperties: false,
      properties: {
        artifactLocation: {
          type: 'object',
          required: ['uri'],
          additionalProperties: false,
          properties: { uri, uriBaseId: { const: '%SRCROOT%' } },
        },
        region: {
          type: 'object',
          required: ['startLine'],
          additionalProperties: false,
          properties: { startLine: { type: 'integer', minimum: 1 } },
        },
      },
    },
    logicalLocations: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['fullyQualifiedName'],
        properties: { fullyQualifiedName: { type: 'string' } },
      },
    },
  },
};
const result = {
  type: 'object',
  required: ['message', 'ruleId', 'ruleIndex', 'level'],
  additionalProperties: false,
  properties: {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message: text,
    hostedViewerUri: { ...uri, pattern: '^https://[!-~]+$' },
    locations: { type: 'array', items: location },
  },
};
const isSarif = new Ajv().compile({
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: uri,
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string' },
                  informationUri: uri,
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: { type: 'object', required: ['id'] },
                  },
                },
              },
            },
          },
          results: { type: 'array', items: result },
          properties: { type: 'object' },
        },
      },
    },
  },
});

test('sarif() makes a result of every finding, with its rule, its level and what it is about', () => {
  const { runs } = JSON.parse(sarif(aReport()));
  expect(runs[0].tool.driver.rules).toEqual([{ id: 'records' }, { id: 'no-space' }]);
  expect(runs[0].results).toEqual([
    {
      ruleId: 'records',
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'damaged (look)' },
      locations: [{ logicalLocations: [{ fullyQualifiedName: 'web-1' }] }],
    },
    {
      ruleId: 'no-space',
      ruleIndex: 1,
      level: 'error',
      message: { text: 'full' },
      locations: [{ logicalLocations: [{ fullyQualifiedName: 'web-2' }] }],
    },
  ]);
});

test('sarif() points at the line of the file that a finding is about, and to the page where it is put right', () => {
  const { runs } = JSON.parse(sarif(report('', { findings: [drift] })));
  expect(runs[0].results[0]).toMatchObject({
    hostedViewerUri: drift.link,
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'governance/policy.yml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 12 },
        },
        logicalLocations: [{ fullyQualifiedName: 'zentra/shop' }],
      },
    ],
  });
});

describe('sarif() is what the standard asks for', () => {
  test.each([
    ['nothing to tell', report('Nothing to do')],
    ['a run', aReport()],
    ['drift', report('', { findings: [drift] })],
    [
      'a file outside',
      report('', { findings: [{ ...drift, at: { file: '/etc/a b.yml', line: 1 } }] }),
    ],
    [
      'a name of any letters',
      report('', { findings: [{ ...drift, at: { file: 'ä"<.yml', line: 1 } }] }),
    ],
    [
      'a finding about nothing in particular',
      report('', { findings: [{ ...drift, subject: '' }] }),
    ],
  ])('of %s', (_, told) => {
    expect(isSarif(JSON.parse(sarif(told)))).toBe(true);
    expect(isSarif.errors).toBeNull();
  });
});
