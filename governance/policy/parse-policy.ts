import * as z from 'zod';
import { refuse } from '../../src/diagnostic.ts';
import { parseYaml } from '../../src/parse-yaml.ts';
import { type Problem, problemsOf } from '../../src/problems.ts';
import type { Policy } from './policy.ts';
import { policyForm } from './policy-form.ts';
import { policyProblems } from './policy-problems.ts';
import { policyRules } from './policy-rules.ts';
import { readPolicy, type WrittenPolicy } from './read-policy.ts';
import { substitute, type Variables } from './substitute.ts';

/** Reads `policy.yml`; throws a Stop that tells everything that is wrong with it. */
export function parsePolicy(file: string, text: string, variables: Variables): Policy {
  const parsed = parseYaml(file, text, z.unknown());
  if ('diagnostics' in parsed) throw refuse(file, parsed.diagnostics);
  const checked = check(parsed.value, variables);
  if ('problems' in checked) {
    throw refuse(
      file,
      checked.problems.map(({ path, message }) => parsed.at(path, message)),
    );
  }
  const policy = readPolicy(file, checked.written, (path) => {
    const { line, column } = parsed.at(path, '');
    return { file, line, column };
  });
  const problems = policyProblems(policy);
  if (problems.length > 0) throw refuse(file, problems);
  return policy;
}

type Checked = { readonly written: WrittenPolicy } | { readonly problems: readonly Problem[] };

function check(raw: unknown, variables: Variables): Checked {
  const { value, problems } = substitute(raw, variables);
  const result = policyForm.safeParse(value);
  const places = new Set(problems.map(({ path }) => path.join('/')));
  const found = result.success ? policyRules(result.data) : problemsOf(result.error.issues);
  // A text whose variable is missing is not also of the wrong form.
  const all = [...problems, ...found.filter(({ path }) => !places.has(path.join('/')))];
  return result.success && all.length === 0 ? { written: result.data } : { problems: all };
}
