/** Text for HTML and XML, shown as it is written, whatever it holds. */
export function escaped(value: string): string {
  return value.replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? letter);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
