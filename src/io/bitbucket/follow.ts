import { ApiProblem } from '../../api-problem.ts';
import type { Order } from './exchange.ts';
import { cannot, codeOf } from './problem-of.ts';
import type { Answer } from './transport.ts';

const mostHops = 5;
const redirects = [301, 302, 303, 307, 308];

/** Makes a request and follows where it leads, within its own server; the credentials go to no other, and no write follows. */
export async function follow(
  order: Order,
  exchange: (order: Order) => Promise<Answer>,
): Promise<Answer> {
  let url = order.url;
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const answer = await exchange({ ...order, url });
    if (!redirects.includes(answer.status)) return answer;
    url = nextHop(order, url, answer);
  }
  throw problem(order, 'it redirects for ever');
}

function nextHop(order: Order, url: string, answer: Answer): string {
  const location = answer.header('location');
  if (location === '' || !URL.canParse(location, url))
    throw problem(order, 'it redirects to nowhere');
  const next = new URL(location, url);
  if (next.origin !== new URL(url).origin) {
    throw problem(order, `it redirects to another server, "${next.origin}"`);
  }
  if (order.method !== 'GET') throw problem(order, `it redirects to "${next.pathname}"`);
  return next.href;
}

function problem({ asked }: Order, why: string): ApiProblem {
  return new ApiProblem(`${cannot(asked)}: ${why}`, {
    kind: 'redirected',
    code: codeOf(asked, 'redirected'),
    hint: 'The credentials were not sent there: check BITBUCKET_API_URL',
  });
}
