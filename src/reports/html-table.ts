/** The rows of a table below its head, each a list of cells that are HTML. */
export function htmlTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  { className = '' } = {},
): string {
  const numbers = columns.map(
    (_, index) => rows.length > 0 && rows.every((row) => /^\d+(\.\d+ s)?$/.test(row[index] ?? '')),
  );
  const head = columns.map((name, index) => tag('th', name, numbers[index] ? 'number' : ''));
  const lines = rows.map((row) =>
    row.map((cell, index) => tag('td', cell, classOf(cell, numbers[index] === true))).join(''),
  );
  return [
    `<table${className === '' ? '' : ` class="${className}"`}>`,
    columns.length === 0 ? '' : `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${lines.map((line) => `<tr>${line}</tr>`).join('\n')}</tbody></table>`,
  ].join('');
}

function classOf(cell: string, isNumber: boolean): string {
  if (!isNumber) return '';
  return cell === '0' ? 'number nothing' : 'number';
}

function tag(name: string, content: string, className: string): string {
  return `<${name}${className === '' ? '' : ` class="${className}"`}>${content}</${name}>`;
}
