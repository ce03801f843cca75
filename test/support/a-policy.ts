import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import type { Policy } from '../../governance/policy/policy.ts';

/** The policy in a text, without variables. `workspace: zentra` needs not be said. */
export function aPolicy(text: string): Policy {
  return parsePolicy('policy.yml', `${text.trimStart()}\nworkspace: zentra\n`, {});
}
