import { type Call, param } from './operation.ts';
import { notFound } from './refusal.ts';
import type { Environment, Repository } from './state.ts';

const ranks = { Test: 0, Staging: 1, Production: 2 } as const;

/** The environment of the path, or 404. */
export function environmentOf(call: Call, { environments }: Repository): Environment {
  const found = environments.find(({ uuid }) => uuid === param(call, 'environment_uuid'));
  if (found === undefined) throw notFound('Environment');
  return found;
}

/** An environment as it was seen live. Last verified 2026-11-20, bb-probe (2026-05-15). */
export function environmentView({
  uuid,
  name,
  slug,
  environment_type,
  admin_only,
}: Environment): object {
  const rank = ranks[environment_type];
  return {
    type: 'deployment_environment',
    uuid,
    name,
    slug,
    rank,
    hidden: false,
    category: { name: environment_type },
    environment_type: { type: 'deployment_environment_type', name: environment_type, rank },
    environment_lock_enabled: true,
    deployment_gate_enabled: false,
    change_request_config: { configured: false },
    lock: { type: 'deployment_environment_lock_open', name: 'OPEN' },
    restrictions: { type: 'deployment_restrictions_configuration', admin_only },
  };
}
