import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import type { Policy } from '../../governance/policy/policy.ts';

/** The policy in a text, without variables; its workspace is zentra. */
export function aPolicy(text: string, { workspace = 'zentra' } = {}): Policy {
  return parsePolicy('policy.yml', `${text.trimStart()}\nworkspace: ${workspace}\n`, {});
}
