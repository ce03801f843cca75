import { toShell } from '../shell.ts';
import type { Plan, Stage, Step } from './plan.ts';

/** A step in one line, as a person would say it. Dry runs print it; tests compare it. */
export function lineOf(step: Step): string {
  switch (step.does) {
    case 'run':
      return step.title;
    case 'upload':
      return `upload to ${step.to}${step.base === undefined ? '' : `, on top of ${step.base.directory}`}`;
    case 'compare':
      return `compare ${step.directory} with ${step.seal}`;
    case 'prove':
      return 'prove the atomic rename';
    case 'rename':
      return `rename ${step.from} ${step.to}`;
    case 'hook':
      return `run ${step.line} (at most ${step.timeout}s)`;
    case 'probe':
      return `probe ${step.url} for ${step.expect.join(' or ')} within ${step.within}s`;
  }
}

/** The shell text of a step that is one; shown where somebody wants to see all of it. */
export function shellOf(step: Step): string | undefined {
  return step.does === 'run' ? toShell(step.command) : undefined;
}

/** Stages, line by line. */
export function transcript(stages: readonly Stage[]): string[] {
  return stages.flatMap(({ phase, lanes }) =>
    lanes.flatMap(({ host, steps }) => steps.map((step) => `${phase} ${host}: ${lineOf(step)}`)),
  );
}

/** A whole plan: what it does, and how it would go back. */
export function planLines({ stages, rollback, finish }: Plan): string[] {
  return [
    ...transcript([...stages, ...finish]),
    ...transcript(rollback).map((line) => `on failure: ${line}`),
  ];
}
