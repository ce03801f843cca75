import * as z from 'zod';
import { plainText } from '../../plain-text.ts';

/** What an error’s body says, whatever shape it has. */
export interface ErrorBody {
  /** One line; empty where it says nothing. */
  readonly message: string;
  readonly required: readonly string[];
  readonly granted: readonly string[];
  /** Where Bitbucket announced that an endpoint goes away. */
  readonly announcement: string | undefined;
}

const words = z.union([z.string().transform((word) => [word]), z.array(z.string())]).catch([]);
const scopes = z.object({ required: words.optional(), granted: words.optional() });
const texts = z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]);

// Last verified 2026-11-20: OpenAPI x-revision 2ecc89e5fe81 has `message`, `detail` and `data`; DrFaust92’s error.go and
// bbx have seen `fields`, scopes in `detail`, words only in `data.arguments`, and `announcement_url`.
const bitbucket = z.object({
  error: z.object({
    message: z.string().catch(''),
    fields: z.record(z.string(), words).catch({}),
    detail: z.union([z.string(), scopes]).optional().catch(undefined),
    data: z
      .object({
        arguments: texts.optional().catch(undefined),
        announcement_url: z.string().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});
const oauth = z.object({ error: z.string(), error_description: z.string().catch('') });
const longest = 500;

/** Reads Bitbucket’s errors, those of its token endpoint, plain text, and HTML (of which only the title is meant for people). */
export function readError(text: string): ErrorBody {
  const json = parsed(text);
  const body = bitbucket.safeParse(json);
  if (body.success) return ofBitbucket(body.data.error);
  const token = oauth.safeParse(json);
  if (token.success) return said([token.data.error, token.data.error_description]);
  return said([/<(html|!doctype)/i.test(text) ? titleOf(text) : text]);
}

function ofBitbucket({ message, fields, detail, data }: z.output<typeof bitbucket>['error']) {
  const complaints = Object.entries(fields).map(([field, each]) => `${field}: ${each.join(', ')}`);
  const prose = typeof detail === 'string' ? detail : '';
  const needs = typeof detail === 'object' ? detail : {};
  return {
    ...said([message, ...complaints, prose, ...leavesOf(data?.arguments)]),
    required: needs.required ?? [],
    granted: needs.granted ?? [],
    announcement: data?.announcement_url,
  };
}

function said(parts: readonly string[]): ErrorBody {
  const lines = parts.map((part) => plainText(part).replaceAll(/\s+/g, ' ').trim());
  const message = [...new Set(lines)].filter((line) => line !== '').join('; ');
  return {
    message: message.length > longest ? `${message.slice(0, longest)}…` : message,
    required: [],
    granted: [],
    announcement: undefined,
  };
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}

function titleOf(html: string): string {
  return /<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
