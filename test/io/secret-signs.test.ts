import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, test } from 'vitest';
import { secretSigns, signedRules } from '../../src/io/secret-signs.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';

const prefix = '@secretlint/secretlint-rule-';
const ruleIds = rules.map(({ meta }) => meta.id.replace(prefix, ''));

test('secretSigns knows every rule of the preset, and no other', () => {
  const known = [...Object.keys(secretSigns), 'filter-comments'];
  expect(known.toSorted()).toEqual(ruleIds.toSorted());
});

// What the rules look for (secretlint 11.7.1), shortened where they count to a hundred.
const patterns: readonly (readonly [string, RegExp])[] = [
  [
    'aws',
    /^(?:AWS|aws|Aws)?_?(?:SECRET|secret|Secret)_?(?:ACCESS|access|Access)_?(?:KEY|key|Key)["']?\s*(?::|=>|=)\s*["']?[A-Za-z0-9/+=]{40}$/,
  ],
  ['gcp', /^\{"private_key_id":"x","private_key":"-----BEGIN (?:RSA )?PRIVATE KEY-----"\}$/],
  [
    'privatekey',
    /^-----BEGIN[ ]?(?:(?:RSA|DSA|EC|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----\n?MI[A-Za-z0-9+/=]{100,120}\n?-----END/,
  ],
  ['npm', /^https?:\/\/x{1,25}:x-oauth-basic@github.com\/$/],
  ['npm', /^_authToken=[^$]{1,9}$/],
  ['npm', /^npm_[A-Za-z0-9_]{36}$/],
  ['slack', /^(?:xoxb|xoxp|xapp|xoxa|xoxo|xoxr)-(?:\d-)?(?:[a-zA-Z0-9]{1,40}-)+[a-zA-Z0-9]{1,40}$/],
  [
    'slack',
    /^https:\/\/hooks\.slack\.com\/services\/T[a-zA-Z0-9]{1,40}\/B[a-zA-Z0-9]{1,40}\/[a-zA-Z0-9]{1,40}$/,
  ],
  ['sendgrid', /^SG\.\w{22}\.\w{22}[-_]?\w{22}$/],
  ['shopify', /^(shppa|shpca|shpat|shpss)_[a-zA-Z0-9]{32,64}$/],
  ['github', /^(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_]{36}$/],
  ['github', /^github_pat_[A-Za-z0-9_]{82}$/],
  ['openai', /^sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{58}T3BlbkFJ[A-Za-z0-9_-]{58}$/],
  ['openai', /^sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}$/],
  ['anthropic', /^sk-ant-api0\d-[A-Za-z0-9_-]{90,128}AA$/],
  ['linear', /^lin_api_[a-zA-Z0-9_]{32,128}$/],
  ['1password', /^ops_ey[A-Za-z0-9+/=]{100,200}fQ={0,2}$/],
  [
    'basicauth',
    /^(?:https?|ftp|ftps):\/\/[-a-zA-Z0-9_]{1,256}:[-a-zA-Z0-9_]{1,256}@[-a-zA-Z0-9%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}$/,
  ],
  [
    'database-connection-string',
    /^mongodb(?:\+srv)?:\/\/[^:/\s]{1,100}:[^@/\s]{1,200}@[^/\s?]{1,100}$/,
  ],
  [
    'database-connection-string',
    /^(?:jdbc:)?mysqlx?:\/\/[^:/\s]{1,100}:[^@/\s]{1,200}@[^/\s?]{1,100}$/,
  ],
  [
    'database-connection-string',
    /^postgres(?:ql)?:\/\/[^:/\s]{1,100}:[^@/\s]{1,200}@[^/\s?]{1,100}$/,
  ],
];

test.each(patterns)(
  'signedRules() names the rule "%s" for what it may report, wherever it is',
  (rule, pattern) => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(pattern), fc.string(), (before, secret, after) => {
        expect(signedRules(Buffer.from(`${before}${secret}${after}`))).toContain(rule);
      }),
      { numRuns: runs(30) },
    );
  },
);

const addressRules = ['basicauth', 'database-connection-string'];

test('the patterns are those of every rule', () => {
  const named = new Set([...patterns.map(([rule]) => rule), 'filter-comments']);
  expect([...named].toSorted()).toEqual(ruleIds.toSorted());
});

describe('signedRules()', () => {
  test.each([
    [['gcp'], 'letters of a JSON key written as numbers', '{"pr\\u0069vate_key\\u005fid": ""}'],
    [['gcp'], 'the same behind a byte order mark', '\uFEFF {"\\u0070rivate_key_id": ""}'],
    [['slack'], 'other letter case', 'HTTPS://HOOKS.SLACK.COM/SERVICES/T1/B1/1'],
    [['npm', 'privatekey'], 'what two rules look for', 'npm_ -----BEGIN PRIVATE KEY-----'],
    [addressRules, 'a name with an @', 'mysql://ana@example:secret@host/x'],
    [addressRules, 'a name and a password in letters of all kinds', 'mysql://än:a:\u0001é@host'],
  ])('names %j for %s', (rules, _, text) => {
    expect([...signedRules(Buffer.from(text))].toSorted()).toEqual(rules);
  });

  test.each([
    ['nothing', ''],
    ['an address', 'https://example.com:8080/a@b'],
    ['an address before a name', 'https://example.com write to @ana'],
    ['a name at the beginning', '@ana'],
    ['letters written as numbers, but not in JSON', 'x = {"\\u0070": 1}'],
    ['code', 'export const secret = access(key); // npm install'],
  ])('names none for %s', (_, text) => {
    expect(signedRules(Buffer.from(text))).toEqual(new Set());
  });

  test('names none for a megabyte of @, and comes to its end', () => {
    expect(signedRules(Buffer.alloc(2 ** 20, '@'))).toEqual(new Set());
  });
});
