export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

interface Open extends Element {
  readonly children: Element[];
  text: string;
}

const token = /<\?xml[^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;

/** The elements of a small document, and an exception for anything that is not well-formed. */
export function parseXml(text: string): readonly Element[] {
  const root = element('', '');
  const open = [root];
  for (const found of tokensOf(text)) read(found, open);
  if (open.length !== 1) throw new SyntaxError(`<${open.at(-1)!.name}> is not closed`);
  return root.children;
}

function* tokensOf(text: string) {
  const next = new RegExp(token);
  while (next.lastIndex < text.length) {
    const at = next.lastIndex;
    const found = next.exec(text);
    if (found === null) throw new SyntaxError(`no XML at ${at}: ${text.slice(at, at + 40)}`);
    yield found;
  }
}

function read([, closes, name, attributes = '', ends, characters]: RegExpExecArray, open: Open[]) {
  if (closes !== undefined && open.pop()?.name !== closes) throw new SyntaxError(`</${closes}>`);
  if (characters !== undefined) open.at(-1)!.text += plain(characters.trim());
  if (name === undefined) return;
  const made = element(name, attributes);
  open.at(-1)!.children.push(made);
  if (ends === '') open.push(made);
}

function element(name: string, attributes: string): Open {
  const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)];
  return {
    name,
    attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, plain(value)])),
    children: [],
    text: '',
  };
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function plain(text: string): string {
  return text.replaceAll(/&[^;]*;?/g, (entity) => {
    const letter = entities[entity];
    if (letter === undefined) throw new SyntaxError(`no entity: ${entity}`);
    return letter;
  });
}
