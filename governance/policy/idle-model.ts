import type { Finding } from '../../src/release/finding.ts';
import type { Items, Section } from '../desired.ts';

/** The sections but a branching model that counts for nothing: writing it would end the inheriting. */
export function withoutIdleModel(sections: readonly Section[]): readonly Section[] {
  return isModelIdle(sections)
    ? sections.filter(({ kind }) => kind !== 'branchingModel')
    : sections;
}

/** Tells of a branching model that is written beside the wish to inherit one. */
export function idleModel(sections: readonly Section[]): Finding[] {
  const said = sections.find(({ kind }) => kind === 'branchingModel')?.items[0]?.said[''] ?? [];
  const at = said.at(-1);
  if (at === undefined || !isModelIdle(sections)) return [];
  return [
    {
      rule: 'idle-branching-model',
      severity: 'warning',
      subject: `${at.file}:${at.line}:${at.column}`,
      message: 'this branching model counts for nothing: "inherit" takes over the project’s',
      hint: 'Remove it, or say "inherit: { branchingModel: false }"',
    },
  ];
}

/** Is the branching model of a repository wanted to be its project’s? Then its own counts for nothing. */
function isModelIdle(sections: readonly Section[]): boolean {
  const inherit = sections.find(({ kind }) => kind === 'inherit')?.items[0]?.item;
  return (inherit as Items['inherit'] | undefined)?.branchingModel === true;
}
