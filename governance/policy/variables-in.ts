import * as z from 'zod';
import { parseYaml } from '../../src/parse-yaml.ts';
import { substitute, type Variables } from './substitute.ts';

/** The variables that a policy’s text is filled in from, and no others. */
export function variablesIn(text: string, variables: Variables): Readonly<Record<string, string>> {
  const parsed = parseYaml('', text, z.unknown());
  return 'value' in parsed ? substitute(parsed.value, variables).used : {};
}
