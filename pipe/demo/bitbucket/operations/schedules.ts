import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, created, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import type { Repository, Schedule } from '../state.ts';
import { newUuid } from '../world.ts';

const path = `${R}/pipelines_config/schedules`;
const one = `${path}/{schedule_uuid}`;
const read = sections.readPipeline;
const write = scopes('pipeline:write', 'read:pipeline write:pipeline');

/** Schedules of pipelines. Last verified 2026-11-20, bbx rules 28 and 32, OpenAPI x-revision 2ecc89e5fe81. */
export const schedules: readonly Operation[] = [
  {
    method: 'GET',
    path,
    scopes: read,
    answer: (call) => paginate(call, repositoryOf(call).schedules, view),
  },
  { method: 'POST', path, scopes: write, answer: create },
  {
    method: 'GET',
    path: one,
    scopes: read,
    answer: (call) => ok(view(existing(call, repositoryOf(call)))),
  },
  { method: 'PUT', path: one, scopes: write, answer: update },
  {
    method: 'DELETE',
    path: one,
    scopes: scopes('pipeline:write', 'write:pipeline'),
    answer: remove,
  },
];

const body = z.object({
  target: z.object({
    ref_type: z.literal('branch'),
    ref_name: z.string().min(1),
    selector: z.object({
      type: z.enum(['branches', 'default', 'custom']),
      pattern: z.string().optional(),
    }),
  }),
  enabled: z.boolean().default(true),
  cron_pattern: z
    .string()
    .refine((text) => text.trim().split(/\s+/).length === 7, 'Seven fields are needed.'),
});

/** Whether the branch exists is not looked at, and the limit is a 401. */
function create(call: Call) {
  const repository = repositoryOf(call, 'write');
  const { target, enabled, cron_pattern } = bodyOf(call, body);
  if (repository.schedules.length >= 10)
    throw refuse(401, 'The maximum limit of schedules for this repository was reached.');
  const now = call.world.now().toISOString();
  const schedule: Schedule = {
    uuid: newUuid(call.world.state),
    enabled,
    cron_pattern,
    ref_name: target.ref_name,
    selector: { type: target.selector.type, pattern: target.selector.pattern ?? '' },
    created_on: now,
    updated_on: now,
  };
  repository.schedules.push(schedule);
  return created(view(schedule));
}

/** Only `enabled` counts; a new target or time is taken with 200 and forgotten. */
function update(call: Call) {
  const schedule = existing(call, repositoryOf(call, 'write'));
  const { enabled } = bodyOf(call, z.object({ enabled: z.boolean().optional() }));
  schedule.enabled = enabled ?? schedule.enabled;
  schedule.updated_on = call.world.now().toISOString();
  return ok(view(schedule));
}

function remove(call: Call) {
  const repository = repositoryOf(call, 'write');
  const gone = existing(call, repository);
  repository.schedules = repository.schedules.filter((schedule) => schedule !== gone);
  return nothing;
}

function existing(call: Call, { schedules: all }: Repository): Schedule {
  const found = all.find(({ uuid }) => uuid === param(call, 'schedule_uuid'));
  if (found === undefined) throw notFound('Schedule');
  return found;
}

function view({ ref_name, selector, ...rest }: Schedule) {
  const target = { type: 'pipeline_ref_target', ref_type: 'branch', ref_name, selector };
  return { type: 'pipeline_schedule', ...rest, target };
}
