import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Section } from '../desired.ts';

const needed = { webhooks: ['url', 'events'] } as const;

/** Items that no layer says enough of, at the place that named them last. */
export function incompleteItems(sections: readonly Section[]): Diagnostic[] {
  return sections.flatMap(({ kind, items }) =>
    items.flatMap(({ control, item, said }) => {
      const fields: readonly string[] = kind === 'webhooks' ? needed[kind] : [];
      const missing = fields.filter((field) => !Object.hasOwn(item as object, field));
      const at = said['']?.at(-1);
      if (missing.length === 0 || at === undefined) return [];
      const { file, line, column } = at;
      return [{ file, line, column, message: `"${control}" has no ${missing.join(' and no ')}` }];
    }),
  );
}
