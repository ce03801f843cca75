import type { Report } from './report.ts';

/** For programs: the command’s own data, the title and findings beside it. */
export function json({ title, findings, data }: Report): string {
  return JSON.stringify({ title, ...(data as object), findings }, undefined, 2);
}
