import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, nothing, type Operation, ok, R } from '../operation.ts';
import { repositoryOf } from '../place-of.ts';
import { sections } from '../scopes.ts';

const path = `${R}/override-settings`;
const scopes = sections.adminRepository;

/** What a repository takes over from its project: true is “inherits”, whatever the name says. Last verified 2026-11-20, DrF 2.52.0 (CODE). */
export const overrideSettings: readonly Operation[] = [
  { method: 'GET', path, scopes, answer: read },
  { method: 'PUT', path, scopes, answer: write },
];

const flags = z
  .object({ default_merge_strategy: z.boolean(), branching_model: z.boolean() })
  .partial();
const body = flags.extend({ override_settings: flags.optional() });

function read(call: Call) {
  const { inherits } = repositoryOf(call, 'admin');
  const type = 'repository_inheritance_state';
  return ok(
    call.world.inheritance === 'flat'
      ? { type, ...inherits }
      : { type, override_settings: inherits },
  );
}

/** 204 and empty, also when nothing in the body was understood: whoever writes must read it back. */
function write(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const sent = bodyOf(call, body);
  const { branching_model, default_merge_strategy } =
    call.world.inheritance === 'flat' ? sent : (sent.override_settings ?? {});
  const { inherits } = repository;
  repository.inherits = {
    branching_model: branching_model ?? inherits.branching_model,
    default_merge_strategy: default_merge_strategy ?? inherits.default_merge_strategy,
  };
  return nothing;
}
