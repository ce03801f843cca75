import { ApiProblem } from '../../api-problem.ts';
import { type Asked, cannot, codeOf } from './problem-of.ts';
import type { Answer } from './transport.ts';

/** What a good answer holds; undefined where it is empty. */
export function jsonOf(asked: Asked, { text, status, header }: Answer): unknown {
  if (text.trim() === '' && asked.method !== 'GET') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    const [type] = header('content-type').split(';');
    const what = text.trim() === '' ? 'nothing' : type || 'something else';
    throw new ApiProblem(`${cannot(asked)}: the answer is ${what}, not JSON`, {
      kind: 'not-json',
      status,
      code: codeOf(asked, 'not-json'),
      hint: 'Something between here and Bitbucket answered: check BITBUCKET_API_URL and the network',
    });
  }
}
