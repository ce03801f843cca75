import { ApiProblem } from '../../api-problem.ts';
import { type Admission, admission, interrupted, worthTelling } from './admission.ts';
import type { Authorization, Wire } from './authorization.ts';
import { type Ending, persist } from './persist.ts';
import { type Asked, cannot, codeOf, problemOf } from './problem-of.ts';
import { limitReached, slowDown } from './refusals.ts';
import type { Answer, Call, Silence } from './transport.ts';
import { type Watching, watched } from './watched.ts';

/** A request as the client means it: without headers and credentials. */
export interface Order {
  readonly method: Call['method'];
  readonly url: string;
  readonly body?: string | undefined;
  readonly asked: Asked;
}

export interface Exchange extends Wire, Omit<Admission, 'clock' | 'signal'> {
  readonly authorization: Authorization;
  readonly onRequest: Watching['onRequest'];
  readonly count: (what: 'requests' | 'repeated') => void;
}

/** Makes requests, each as often as it takes and as it is safe to; gives the answer, whatever its status below 500. */
export function exchange(using: Exchange): (order: Order) => Promise<Answer> {
  const admit = admission(using);
  return async (order) => {
    const transport = watched(using, order.asked.secrets);
    const ending = await persist(() => paced(order, { ...using, transport }, admit), using, {
      repeatable: order.method !== 'POST',
      onRepeat: () => using.count('repeated'),
      onPause: (pause) => tellTrouble(pause, using),
    });
    if (using.signal?.aborted && order.method === 'GET' && !isGood(ending)) {
      throw interrupted(using.checkpoint);
    }
    return settled(order, ending);
  };
}

function tellTrouble(pause: number, { clock, onWait }: Exchange): void {
  if (pause >= worthTelling) onWait?.({ because: 'trouble', until: clock.now() + pause });
}

function isGood({ reply }: Ending): boolean {
  return reply.answered && reply.status < 500;
}

async function paced(order: Order, using: Exchange, admit: () => Promise<void>) {
  const { pace, clock, random, checkpoint } = using;
  for (let times = 1; ; times += 1) {
    const reply = await pace.run(async () => {
      const generation = pace.generation();
      const given = await signed(order, using, admit);
      if (isRefusal(given))
        slowDown(given, generation, { pace, now: clock.now(), random, checkpoint });
      else if (given.answered) pace.passed(generation);
      return given;
    });
    if (!isRefusal(reply)) return reply;
    using.count('repeated');
    const reached = limitReached(times, { pace, now: clock.now(), random, checkpoint });
    if (reached !== undefined) throw reached;
  }
}

function isRefusal(reply: Answer | Silence): reply is Answer {
  return reply.answered && reply.status === 429;
}

async function signed(order: Order, using: Exchange, admit: () => Promise<void>) {
  const { authorization } = using;
  for (let tries = 1; ; tries += 1) {
    await admit();
    const header = await authorization.header();
    using.count('requests');
    // A write on its way is let through: broken off, nobody would know what became of it. So is a read whose answer
    // will be remembered: broken off, it would be made twice.
    const isDropped = order.method === 'GET' && using.checkpoint === undefined;
    const signal = isDropped ? using.signal : undefined;
    const reply = await using.transport(
      { ...order, headers: headersOf(order, header.open()) },
      signal,
    );
    const refused = reply.answered && reply.status === 401 && tries === 1;
    if (!(refused && authorization.renew(header))) return reply;
  }
}

/** A PUT without a body must not have a type either. Last verified 2026-11-20, DrFaust92’s client.go. */
function headersOf({ body }: Order, signature: string): Call['headers'] {
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return { Accept: 'application/json', 'User-Agent': 'cutover', Authorization: signature, ...type };
}

function settled({ method, asked }: Order, { reply, maybeDone }: Ending): Answer {
  if (!reply.answered || reply.status >= 500) throw failed(asked, reply, maybeDone);
  const deletedBefore = method === 'DELETE' && maybeDone && reply.status === 404;
  return deletedBefore ? { ...reply, status: 204, text: '' } : reply;
}

function failed(asked: Asked, reply: Answer | Silence, maybeDone: boolean): ApiProblem {
  if (maybeDone && asked.method !== 'GET') return unknownFate(asked, reply);
  return reply.answered ? problemOf(asked, reply) : unreachable(asked, reply);
}

function why(reply: Answer | Silence): string {
  return reply.answered
    ? `Bitbucket answered ${reply.status}`
    : `Bitbucket did not answer (${reply.reason})`;
}

function unknownFate(asked: Asked, reply: Answer | Silence): ApiProblem {
  const what = cannot(asked).replace('Cannot', 'Cannot tell whether Cutover did');
  return new ApiProblem(`${what}: ${why(reply)}`, {
    kind: 'unknown-fate',
    status: reply.answered ? reply.status : undefined,
    code: 'failed',
    hint: 'Plan again: a plan shows what is there now',
  });
}

function unreachable(asked: Asked, silence: Silence): ApiProblem {
  return new ApiProblem(`${cannot(asked)}: ${why(silence)}`, {
    kind: 'unreachable',
    code: codeOf(asked, 'unreachable'),
    hint: 'Check BITBUCKET_API_URL, the network, and https://bitbucket.status.atlassian.com',
  });
}
