import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

const browser = names.find((name) => {
  try {
    return execFileSync('sh', ['-c', `command -v ${name}`]).length > 0;
  } catch {
    return false;
  }
});

export const isBrowserMissing = browser === undefined;

/** What a browser makes of a page in a window of some width. */
export interface Shown {
  readonly width: number;
  /** What sticks out of the page, with where it ends. */
  readonly wider: readonly string[];
  readonly text: string;
  readonly links: readonly (readonly [text: string, address: string])[];
  /** Elements that would load or run something. */
  readonly active: readonly string[];
  readonly title: string;
}

/** Loads a page with everything unfolded, once for each width. */
export function shownIn(widths: readonly number[], page: string): readonly Shown[] {
  const directory = aDirectory();
  const file = join(directory, 'frame.html');
  writeFileSync(file, frameOf(page, widths));
  const dom = browse(directory, '--virtual-time-budget=10000', '--dump-dom', `file://${file}`);
  const told = /<pre id="told">([^<]*)<\/pre>/.exec(dom.toString())?.[1] ?? '';
  return JSON.parse(decodeURIComponent(told));
}

/** How many pages it has on paper. */
export function pagesOf(page: string): number {
  const directory = aDirectory();
  const [from, to] = [join(directory, 'page.html'), join(directory, 'page.pdf')];
  writeFileSync(from, page);
  browse(directory, `--print-to-pdf=${to}`, `file://${from}`);
  return readFileSync(to, 'latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
}

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'browser-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

function browse(directory: string, ...words: string[]): Buffer {
  const quiet = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run'];
  const data = `--user-data-dir=${join(directory, 'data')}`;
  return execFileSync(
    browser ?? '',
    [...quiet, '--disable-background-networking', data, ...words],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 100_000_000,
      timeout: 120_000,
    },
  );
}

/** The page in a frame, whose width can be less than any window’s, and a script beside it that looks. */
function frameOf(page: string, widths: readonly number[]): string {
  const content = page.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!doctype html><meta charset="utf-8"><body>
<iframe style="height:600px;border:0" srcdoc="${content}"></iframe><pre id="told"></pre>
<script>
const look = (page, width) => {${look}};
addEventListener('load', () => {
  const frame = document.querySelector('iframe');
  const shown = ${JSON.stringify(widths)}.map((width) => {
    frame.style.width = width + 'px';
    return look(frame.contentDocument, width);
  });
  document.querySelector('#told').textContent = encodeURIComponent(JSON.stringify(shown));
})</script>`;
}

/** What the script asks of a page; `page` is its document. */
const look = `
  const all = [...page.querySelectorAll('*')];
  for (const each of all) if ('open' in each) each.open = true;
  const ends = (each) => each.getBoundingClientRect().right;
  const active = ['SCRIPT', 'LINK', 'IMG', 'IFRAME', 'OBJECT', 'FORM'];
  return {
    width,
    wider: all
      .filter((each) => ends(each) > width + 0.5)
      .map((each) => each.outerHTML.slice(0, 80) + ' ends at ' + ends(each)),
    text: page.body.innerText,
    links: [...page.links].map((link) => [link.innerText, link.getAttribute('href')]),
    active: all.map(({ tagName }) => tagName).filter((name) => active.includes(name)),
    title: page.title,
  };`;
