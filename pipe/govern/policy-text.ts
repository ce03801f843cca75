import { Document, isCollection, isMap, isPair, isScalar, visit } from 'yaml';
import type { Json } from '../../governance/resources/resource.ts';

const width = 100;

/** A policy as YAML that a person reads: what fits on a line is on one, and remarks stand above. */
export function policyText(policy: Json, remarks: readonly string[] = []): string {
  const document = new Document(escaped(policy), { aliasDuplicateObjects: false });
  if (remarks.length > 0) document.commentBefore = remarks.map((each) => ` ${each}`).join('\n');
  visit(document, {
    Collection: (_key, node, path) => {
      // The first levels are the outline of the file.
      const depth = path.filter((each) => isPair(each)).length;
      if (depth > 0 && isShort(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Only plain values, lists of them and one more level of names, in less than a line. */
function isShort(node: unknown): boolean {
  const text = JSON.stringify(node);
  return text.length < width && isFlat(node, 2);
}

function isFlat(node: unknown, levels: number): boolean {
  if (isScalar(node)) return true;
  if (!isCollection(node) || levels === 0) return false;
  const inside = isMap(node) ? node.items.map(({ value }) => value) : node.items;
  return inside.every((each) => isFlat(each, levels - 1));
}

/** `${` is filled in when a policy is read. */
function escaped(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map((each: Json) => escaped(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, escaped(each)]));
}
