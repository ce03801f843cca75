import { describe, expect, test } from 'vitest';
import { html } from '../../src/reports/html.ts';
import { report } from '../../src/reports/report.ts';
import { aDesk } from '../support/a-desk.ts';
import { isBrowserMissing, pagesOf, shownIn } from '../support/browser.ts';

const widths = [320, 700, 1400];
const evil = [
  '<script>document.title="owned"</script>',
  `"'><img src=x onerror="document.title='owned'">`,
  '</title></style><h1>&amp;',
];

const policy = `
workspace: zentra
defaults:
  branches:
    fix/production-2026: { push: nobody, forcePush: false, approvals: 2 }
  environments: { production: { type: Production, branches: [fix/production-2026] } }
  variables:
${evil.map((value, index) => `    EVIL_${index}: ${JSON.stringify(value)}`).join('\n')}
    LONG: ${'x'.repeat(400)}
`;

async function anAudit(slugs: readonly string[]): Promise<string> {
  const { run } = await aDesk(policy, slugs);
  const { exit, out } = await run('govern', 'audit', '--format', 'html');
  expect(exit).toBe(2);
  return out;
}

describe.skipIf(isBrowserMissing)('a page in a real browser', () => {
  test('an audit: nothing is wider than a telephone, a tablet or a screen', async () => {
    const longest = `a-repository-${'with-the-longest-name-'.repeat(2)}there-is`;
    const page = await anAudit(['shop', longest, 'x'.repeat(62)]);
    for (const { width, wider } of shownIn(widths, page)) {
      expect({ width, wider }).toEqual({ width, wider: [] });
    }
  });

  test('an audit: names and values stay text, whatever they are, and nothing is loaded or run', async () => {
    const [shown] = shownIn([1400], await anAudit(['shop']));
    expect(shown).toMatchObject({ active: [], title: expect.stringContaining('zentra: ') });
    for (const value of evil) expect(shown?.text).toContain(value);
  });

  test('an audit: leads to its own parts and to Bitbucket’s pages of settings, and nowhere else', async () => {
    const [shown] = shownIn([1400], await anAudit(['shop', 'api']));
    const addresses = new Set(shown?.links.map(([, address]) => address));
    const settings = ['shop', 'api'].flatMap((slug) => [
      `https://bitbucket.org/zentra/${slug}/admin`,
      `https://bitbucket.org/zentra/${slug}/admin/branch-restrictions`,
      `https://bitbucket.org/zentra/${slug}/admin/pipelines/deployment-settings`,
      `https://bitbucket.org/zentra/${slug}/admin/pipelines/repository-variables`,
    ]);
    expect(addresses).toEqual(new Set([...settings, '#place-1', '#place-2']));
  });

  test('an audit of 200 repositories: one line for what is the same in all of them', async () => {
    const slugs = Array.from({ length: 200 }, (_, index) => `repository-${index}`);
    const [shown] = shownIn([1400], await anAudit(slugs));
    const [findings = ''] = shown?.text.split('Coverage') ?? [];
    expect(findings.match(/push: missing \(nobody\)/g)).toHaveLength(1);
    expect(findings).toContain('200 places');
    expect(shown?.text).toContain('zentra/repository-199');
  });

  test('an audit on paper: what is folded on the screen is printed too', async () => {
    const page = await anAudit(['shop', 'api', 'web', 'mail']);
    const folded = page.replaceAll(' open>', '>');
    expect(pagesOf(page)).toBeGreaterThan(1);
    expect(pagesOf(folded)).toBe(pagesOf(page));
    expect(pagesOf(page.replaceAll(/<details.*<\/details>/gs, ''))).toBeLessThan(pagesOf(page));
  });

  test('a report of anything else: nothing is wider than the page', () => {
    const long = 'x'.repeat(300);
    const page = html(
      report(long, {
        facts: [[long, long]],
        tables: [{ title: long, columns: ['host', 'live', long], rows: [[long, '1', long]] }],
        checks: [{ name: long, passed: false, seconds: 1, message: long }],
        findings: [{ rule: long, severity: 'error', subject: long, message: long, hint: long }],
        words: [[long, long]],
      }),
    );
    for (const { width, wider } of shownIn(widths, page)) {
      expect({ width, wider }).toEqual({ width, wider: [] });
    }
  });
});
