import * as z from 'zod';
import { policyForm } from './policy-form.ts';

/** The JSON Schema of `policy.yml`, for editors. */
export function policySchema(): string {
  const schema = z.toJSONSchema(policyForm, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'policy.yml', ...schema }, undefined, 2)}\n`;
}
