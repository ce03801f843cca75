import { resolve } from 'node:path';

/** A chunk of modules and of all that they import, but for what an earlier chunk has already. */
export function together(name, roots) {
  let reached;
  return {
    debugName: name,
    name(id, context) {
      reached ??= reach(roots, context);
      return reached.has(id) ? name : undefined;
    },
  };
}

/** A set that grows while it is gone through. What is imported late is no part of it. */
function reach(roots, context) {
  const reached = new Set(roots.map((root) => resolve(`${root}.ts`)));
  for (const id of reached) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) reached.add(imported);
  }
  return reached;
}
