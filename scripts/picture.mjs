// Makes docs/demo.png of a run of the demo. Usage: npm run demo 2>&1 | node scripts/picture.mjs (with CI=true for colours; needs chromium)
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const start = `${String.fromCharCode(27)}[`;
const codes = new RegExp(`(${start.replace('[', '\\[')}\\d+m)`);
const scenes = ['Release 3 is bad', 'A rollback by hand', 'Somebody lets everybody push'];
const told = (await text(process.stdin)).split(/^(?=── )/m);
const shown = scenes.map((says) => told.find((scene) => scene.startsWith(`── ${says}`)) ?? '');
const lines = shown.join('').trimEnd().split('\n');
const directory = mkdtempSync(join(tmpdir(), 'picture-'));
writeFileSync(join(directory, 'page.html'), page(lines.map(painted).join('')));
execFileSync('chromium', [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
  `--user-data-dir=${join(directory, 'data')}`,
  `--window-size=1130,${lines.length * 18 + 34}`,
  `--screenshot=${fileURLToPath(new URL('../docs/demo.png', import.meta.url))}`,
  `file://${join(directory, 'page.html')}`,
]);
rmSync(directory, { recursive: true });

function page(body) {
  const style = `body { margin: 12px 20px; background: #17181c; color: #d8d8d8; font: 13px/18px 'DejaVu Sans Mono', monospace }
pre { margin: 0; font: inherit } div { height: 18px; overflow: hidden; text-overflow: ellipsis } b { color: #fff }
.c31 { color: #ff6b60 } .c32 { color: #62d37a } .c33 { color: #e5c07b } .c36 { color: #4fb3bf }`;
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><pre>${body}</pre>`;
}

/** A line with its colours. */
function painted(line) {
  const parts = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').split(codes);
  const words = parts.map((part) => (part.startsWith(start) ? colourOf(part) : part)).join('');
  return `<div>${line.startsWith('── ') ? `<b>${words}</b>` : words}</div>`;
}

function colourOf(code) {
  const colour = code.slice(start.length, -1);
  return colour === '39' ? '</span>' : `<span class="c${colour}">`;
}
