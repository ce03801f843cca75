import * as z from 'zod';

/** What a webhook can be told of. None of it is about restrictions, permissions or variables. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
const events = [
  ...['comment_created', 'created', 'updated'].map((name) => `issue:${name}`),
  'pipeline:span_created',
  'project:updated',
  ...[
    ...['approved', 'changes_request_created', 'changes_request_removed', 'comment_created'],
    ...['comment_deleted', 'comment_reopened', 'comment_resolved', 'comment_updated', 'created'],
    ...['fulfilled', 'push', 'rejected', 'unapproved', 'updated'],
  ].map((name) => `pullrequest:${name}`),
  ...[
    ...['commit_comment_created', 'commit_status_created', 'commit_status_updated', 'created'],
    ...['deleted', 'fork', 'imported', 'push', 'transfer', 'updated'],
  ].map((name) => `repo:${name}`),
];

/** All but the secret and `active` must be sent, also with a PUT. */
export const hookBody = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPublic, 'The address must be reachable from outside.'),
  description: z.string(),
  active: z.boolean().optional(),
  events: z
    .array(z.string().refine((name) => events.includes(name), 'Unknown event.'))
    .min(1)
    .refine((names) => new Set(names).size === names.length, 'Each event once.'),
  secret: z.string().max(128).nullish(),
});

/** The OAuth scopes that stand behind events. */
export function scopesOfEvents(names: readonly string[]): readonly string[] {
  const subjects = names.map((name) => name.split(':')[0] ?? '');
  return [...new Set(subjects.map((subject) => (subject === 'repo' ? 'repository' : subject)))];
}

function isPublic(url: string): boolean {
  return !/^https?:\/\/(localhost|127\.|10\.|192\.168\.|\[::1\])/i.test(url);
}
