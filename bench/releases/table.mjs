import { mustsOf } from './musts.mjs';
import { tools } from './tools/index.mjs';

const columns = [
  ...['payload', 'case', 'link', 'tool', 'seconds (min–max)', '× rsync', 'MB on the wire'],
  ...['round trips', 'CPU s here', 'CPU s there', 'peak MB', 'must'],
];

/** One Markdown table of everything, with what had to be and whether it is. */
export function table(rows) {
  const lines = rows.map((row) => [
    ...[
      row.payload,
      nameOf(row),
      row.link,
      row.name ?? tools[row.tool]?.name ?? row.tool ?? 'cutover release',
    ],
    ...[time(row), ratio(row, rows), row.bytes === undefined ? '' : fixed(row.bytes / 1e6, 2)],
    ...[row.trips ?? '', fixed(row.here, 2), fixed(row.there, 2), fixed(row.megabytes, 0)],
    mustsOf(row, rows).map(said).join('; '),
  ]);
  const all = [columns, columns.map(() => '---'), ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function nameOf(row) {
  return row.hosts > 1 ? `${row.case}, ${row.hosts} hosts` : row.case;
}

function time({ seconds, milliseconds, over }) {
  if (over) return `> ${fixed(seconds.median, 0)}`;
  if (milliseconds !== undefined)
    return `${fixed(milliseconds.switch, 0)} ms, ${fixed(milliseconds.spread, 1)} ms apart`;
  const span =
    seconds.min === undefined ? '' : ` (${fixed(seconds.min, 2)}–${fixed(seconds.max, 2)})`;
  return `${fixed(seconds.median, 2)}${span}`;
}

function ratio({ payload, case: name, hosts, link, seconds }, rows) {
  const rsync = rows.find(
    (row) =>
      row.tool === 'rsync' &&
      [row.payload, row.case, row.hosts, row.link].join() === [payload, name, hosts, link].join(),
  );
  return rsync && seconds ? fixed(seconds.median / rsync.seconds.median, 2) : '';
}

function said({ must, value, met }) {
  return `≤ ${must}: ${fixed(value, 2)} ${met ? '✓' : '✗'}`;
}

function fixed(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : '';
}
