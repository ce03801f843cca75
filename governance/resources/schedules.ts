import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Change, Request, Resource, Site } from './resource.ts';

type Schedule = Items['schedules'];

const selector = z.object({ type: z.string(), pattern: z.string().nullish() });
const theirs = z.array(
  z.object({
    uuid: z.string(),
    enabled: z.boolean(),
    cron_pattern: z.string(),
    target: z.object({ ref_name: z.string(), selector: selector.nullish() }),
  }),
);

/** Schedules of pipelines: only `enabled` can be changed, anything else makes another one. Last verified 2026-11-20, bbx rules 28 and 32. */
export const schedules: Resource<Schedule> = {
  kind: 'schedules',
  places: ['repository'],
  page: { path: 'pipelines', menu: 'Pipelines → Schedules' },
  key: ({ branch, pipeline, cron }) => `${branch} ${pipeline} ${cron}`,
  observe: async (api, place) =>
    readAs(theirs, await api.list(placePath(place, 'pipelines_config', 'schedules'))).map(
      ({ uuid, enabled, cron_pattern, target }) => ({
        ref: uuid,
        item: {
          branch: target.ref_name,
          pipeline: pipelineOf(target.selector),
          cron: cron_pattern,
          enabled,
        },
      }),
    ),
  requests: (change, site) => [request(change, site)],
  direction: () => 'neither',
};

function request(change: Change<Schedule>, { place }: Site): Request {
  const path = placePath(place, 'pipelines_config', 'schedules');
  const one = change.action === 'create' ? path : `${path}/${encodeURIComponent(change.ref)}`;
  if (change.action === 'delete') return { method: 'DELETE', path: one };
  const { branch, pipeline, cron, enabled } = change.after;
  if (change.action === 'update') return { method: 'PUT', path: one, body: { enabled } };
  const target = { ref_type: 'branch', ref_name: branch, selector: selectorOf(pipeline) };
  return { method: 'POST', path, body: { target, enabled, cron_pattern: cron } };
}

/** `default` and `branches/<pattern>` are the sections of bitbucket-pipelines.yml; any other name is a custom pipeline. */
function pipelineOf(chosen: z.output<typeof selector> | null | undefined): string {
  const { type, pattern } = chosen ?? { type: 'default', pattern: '' };
  if (type === 'default') return 'default';
  return type === 'custom' ? (pattern ?? '') : `${type}/${pattern ?? ''}`;
}

function selectorOf(pipeline: string): z.output<typeof selector> {
  if (pipeline === 'default') return { type: 'default' };
  const [, pattern] = /^branches\/(.+)$/.exec(pipeline) ?? [];
  return pattern === undefined
    ? { type: 'custom', pattern: pipeline }
    : { type: 'branches', pattern };
}
