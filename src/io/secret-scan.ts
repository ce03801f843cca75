import { extname } from 'node:path/posix';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding } from '../release/finding.ts';
import { privateKeyAt } from '../release/private-key.ts';
import { secretFinding } from '../release/secret-finding.ts';
import { secretSigns, signedRules } from './secret-signs.ts';

/** Larger files are not looked into: secrets are short, and written by hand. */
export const mostScanned = 1024 * 1024;

// git's own rule for what is no text: a NUL in the first 8,000 bytes (gitattributes(5), xdiff-interface.c).
const sniffed = 8000;

/**
 * The secrets the rules of secretlint's recommended preset see in a text file, without their text.
 *
 * The rules are run here and not by secretlint's core: that keeps some 70 timing marks a file and compares each
 * with all before it (11.7.1: minutes for 30,000 files). Comments in a file that switch rules off do not count:
 * a file cannot vouch for itself.
 */
export function secretsIn(path: string, content: Buffer): Finding[] {
  if (content.length > mostScanned || content.subarray(0, sniffed).includes(0)) return [];
  const signed = signedRules(content);
  const asked = handlers.filter(({ name, hasSigns }) => !hasSigns || signed.has(name));
  if (asked.length === 0) return [];
  const text = content.toString().replace(/^\uFEFF/, '');
  const source = sourceOf(path, text);
  for (const { look } of asked) look?.(source);
  const found = met.splice(0).map(({ index, rule }) => finding(path, lineAt(text, index), rule));
  return found.length === 0 ? ownRule(path, text) : found;
}

type Rule = (typeof rules)[number];
type Source = Parameters<NonNullable<ReturnType<Rule['create']>['file']>>[0];

/** What the rules have met in the source they are looking at. */
const met: { readonly rule: string; readonly index: number }[] = [];

// Made once: made anew for each file they hold its text, and memory grows to twice what it is.
const handlers = rules.filter((rule) => nameOf(rule) !== 'filter-comments').map(handlerOf);

function nameOf({ meta }: Rule): string {
  return meta.id.replace('@secretlint/secretlint-rule-', '');
}

function handlerOf(rule: Rule) {
  const name = nameOf(rule);
  const { file: look } = rule.create(
    {
      sharedOptions: {},
      createTranslator: () => (id) => ({ message: '', messageId: String(id), data: undefined }),
      report: ({ message, range }) =>
        met.push({ rule: `${name}/${message.messageId}`, index: range[0] }),
      ignore: () => undefined,
    },
    {},
  );
  return { name, hasSigns: name in secretSigns, look };
}

/** The part of a source these rules read. A `.p12` they would open by its path: its name alone refuses it. */
function sourceOf(path: string, content: string): Source {
  const ext = extname(path);
  const source = { content, filePath: path, contentType: 'text', ext: ext === '.p12' ? '' : ext };
  return source as unknown as Source;
}

/** The preset passes over short and encrypted keys. */
function ownRule(path: string, text: string): Finding[] {
  const index = privateKeyAt(path, text);
  return index === undefined ? [] : [finding(path, lineAt(text, index), 'private-key')];
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function finding(path: string, line: number, rule: string): Finding {
  return secretFinding(path, `line ${line} holds a secret, by the rule "${rule}"`);
}
