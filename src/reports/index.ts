import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** Every format a report can be written in. */
export const reports = { text, json, markdown, junit, sarif, html } as const satisfies Readonly<
  Record<string, (report: Report) => string>
>;
export type Format = keyof typeof reports;
export const formats = Object.keys(reports) as [Format, ...Format[]];
