import { literalSearch } from './literal-search.ts';

/**
 * For each rule of secretlint's preset a text that is in everything it reports: a file without any of them need not be
 * shown to the rules, which takes ten times as long. (11.7.1, last verified 2026-11-21)
 */
export const secretSigns: Readonly<Record<string, readonly string[]>> = {
  aws: ['secret_access', 'secretaccess'],
  // In JSON, where any letter may stand as its number.
  gcp: ['private_key_id', '\\u005', '\\u006', '\\u007'],
  privatekey: ['private key'],
  npm: ['_authtoken=', 'npm_', 'x-oauth-basic'],
  slack: ['xoxb-', 'xoxp-', 'xapp-', 'xoxa-', 'xoxo-', 'xoxr-', 'hooks.slack.com'],
  sendgrid: ['sg.'],
  shopify: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
  github: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  openai: ['t3blbkfj'],
  anthropic: ['sk-ant-api0'],
  linear: ['lin_api_'],
  '1password': ['ops_ey'],
  // A name and a password in an address: see below.
  basicauth: [],
  'database-connection-string': [],
};

const hasText = literalSearch(Object.values(secretSigns).flat());

/** May the rules find something in this text? No is certain. */
export function hasSecretSign(content: Buffer): boolean {
  return hasText(content) || hasUserInAddress(content);
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
  return byte !== undefined && !ends.has(byte);
}

const ends = new Set(Buffer.from('/@ \t\n\v\f\r'));
