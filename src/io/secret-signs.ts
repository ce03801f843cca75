import { literalSearch } from './literal-search.ts';

/**
 * For each rule of secretlint's preset texts of which one is in everything it reports: a file without any of them need
 * not be shown to the rule, which takes ten times as long. (11.7.1, last verified 2026-11-21)
 */
export const secretSigns: Readonly<Record<string, readonly string[]>> = {
  aws: ['SECRET', 'Secret', 'secret'].flatMap((secret) =>
    ['ACCESS', 'Access', 'access'].flatMap((access) => [
      `${secret}_${access}`,
      `${secret}${access}`,
    ]),
  ),
  // Or in JSON with letters written as numbers: see below.
  gcp: ['private_key_id'],
  privatekey: ['PRIVATE KEY'],
  npm: ['_authToken=', 'npm_', 'x-oauth-basic'],
  slack: ['xoxb-', 'xoxp-', 'xapp-', 'xoxa-', 'xoxo-', 'xoxr-', ...anyCase('.slack.')],
  sendgrid: ['SG.'],
  shopify: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
  github: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  openai: ['T3BlbkFJ'],
  anthropic: ['sk-ant-api0'],
  linear: ['lin_api_'],
  '1password': ['ops_ey'],
  // A name and a password in an address: see below.
  basicauth: [],
  'database-connection-string': [],
};

const textsIn = literalSearch(Object.values(secretSigns).flat());
const ruleOf = new Map(
  Object.entries(secretSigns).flatMap(([rule, texts]) => texts.map((text) => [text, rule])),
);

/** A text in every mixture of upper and lower case. */
function anyCase(text: string): string[] {
  return Array.from(text).reduce(
    (begun, letter) => {
      const forms = new Set([letter.toLowerCase(), letter.toUpperCase()]);
      return begun.flatMap((beginning) => [...forms].map((form) => `${beginning}${form}`));
    },
    [''],
  );
}

/** The rules that may find something in this text. The others cannot: that is certain. */
export function signedRules(content: Buffer): ReadonlySet<string> {
  const rules = new Set<string>();
  for (const text of textsIn(content)) rules.add(ruleOf.get(text) ?? '');
  if (hasUserInAddress(content)) rules.add('basicauth').add('database-connection-string');
  if (hasNumberedLetter(content)) rules.add('gcp');
  return rules;
}

const at = '@'.charCodeAt(0);

/** Is there anything like `://name:password@`? */
function hasUserInAddress(content: Buffer): boolean {
  for (let end = content.indexOf(at); end !== -1; end = content.indexOf(at, end + 1)) {
    let index = end - 1;
    while (isOfUser(content[index])) index -= 1;
    if (content.toString('latin1', Math.max(0, index - 2), index + 1) === '://') return true;
  }
  return false;
}

/**
 * No white space, no `/`; no `@` either, though a name may have one: the first of two has been looked at before.
 * So each byte is looked at twice at most.
 */
function isOfUser(byte: number | undefined): boolean {
  return byte !== undefined && byte !== at && byte !== slash && !isSpace(byte);
}

const slash = '/'.charCodeAt(0);

/** Is it an object in JSON that has letters written as numbers? */
function hasNumberedLetter(content: Buffer): boolean {
  if (!content.includes('\\u00')) return false;
  const first = content.find((byte) => !isSpace(byte) && !byteOrderMark.has(byte));
  return first === brace;
}

const byteOrderMark = new Set([0xef, 0xbb, 0xbf]);
const brace = '{'.charCodeAt(0);

/** White space of ASCII: U+0009 to U+000D, and the blank. */
function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
