import * as z from 'zod';
import type { Json } from '../resources/resource.ts';
import { ranked, undirected } from './direction.ts';
import { type Fields, fields, type Grammar, type List, leaf, shapeOf } from './grammar.ts';

const name = z.string().min(1);

/** Users by e-mail, account id or uuid. */
export const reviewers: Grammar = {
  is: 'list',
  element: name,
  named: { user: name },
  each: leaf(z.literal(true), undirected),
  keyOf: (element) => (typeof element === 'string' ? element : word(element, 'user')),
  rest: () => true,
};

const hook = fields({
  url: leaf(
    z.url({ protocol: /^https?$/, error: 'a webhook needs an http(s) address' }),
    undirected,
  ),
  events: leaf(z.array(name).min(1), undirected, (written) => [...new Set(written)].toSorted()),
  active: leaf(z.boolean(), undirected),
  secret: leaf(z.boolean().describe('Is one set? It is never in a policy'), ranked(false, true)),
  from: leaf(
    name.describe(
      'The environment variable that `apply` takes the secret from, when there is none yet',
    ),
    undirected,
  ),
});

/** Webhooks, named by their description. */
export const webhooks: Grammar = namedBy('description', hook);

const publicKey = z.string().regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?$/, {
  error: 'a public key is its type and its base64 text, as in "ssh-ed25519 AAAA…"',
});

/** Deploy keys, named by their label. */
export const deployKeys: Grammar = {
  is: 'list',
  element: z.strictObject({ label: name, key: publicKey }),
  named: { label: name },
  each: leaf(publicKey, undirected, bareKey),
  keyOf: (element) => word(element, 'label'),
  rest: (element) => word(element, 'key'),
};

// Bitbucket refuses its own host there. Last verified 2026-11-20, solrevdev.bbx, live 2026-08.
const hostname = name.refine((value) => value !== 'bitbucket.org', {
  error: 'Bitbucket knows itself: name other hosts only',
});

/** Hosts that Pipelines trusts, named by host and type of key. */
export const knownHosts: Grammar = {
  is: 'list',
  element: z.strictObject({ hostname, key: publicKey }),
  named: { hostname, key: name },
  each: leaf(publicKey, undirected, bareKey),
  keyOf: (element) => `${word(element, 'hostname')} ${word(element, 'key').split(' ')[0]}`,
  rest: (element) => word(element, 'key'),
};

// Quartz: seconds first, seven fields. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
const cron = z.string().regex(/^\S+( \S+){6}$/, {
  error: 'a schedule has seven fields, seconds first, as in "0 0 3 * * ? *"',
});
const schedule = { branch: name, pipeline: name, cron };

/** Schedules, named by all that Bitbucket does not change of them. */
export const schedules: Grammar = {
  is: 'list',
  element: z.strictObject({ ...schedule, enabled: z.boolean().optional() }),
  named: schedule,
  each: leaf(z.boolean(), undirected),
  keyOf: (element) => ['branch', 'pipeline', 'cron'].map((part) => word(element, part)).join(' '),
  rest: (element) => (element as { enabled?: boolean }).enabled ?? true,
};

function namedBy(field: string, each: Fields): List {
  return {
    is: 'list',
    element: z.strictObject({ [field]: name, ...shapeOf(each) }),
    named: { [field]: name },
    each,
    keyOf: (element) => word(element, field),
    rest: (element) => element,
  };
}

/** A key without its comment: only type and base64 text are the key. */
function bareKey(written: string): Json {
  return written.split(' ', 2).join(' ');
}

function word(element: unknown, field: string): string {
  return String((element as Record<string, unknown>)[field]);
}
