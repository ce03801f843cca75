import type { Answer, Method } from './operation.ts';

/** Something that goes wrong on purpose, once unless `times` says how often. */
export type Fault = {
  /** Only where this is part of method and path, such as `PUT /2.0/repositories` or `/environments`. */
  readonly on?: string;
  times?: number;
} & (
  | {
      readonly does: 'fail';
      readonly status: number;
      /** Was the request carried out before the answer went wrong? */
      readonly applied?: boolean;
    }
  | { readonly does: 'reset'; readonly applied?: boolean }
  | { readonly does: 'throttle'; readonly retryAfter?: number }
  | { readonly does: 'html'; readonly status?: number; readonly applied?: boolean }
  | { readonly does: 'redirect'; readonly to: string }
  | {
      readonly does: 'break-next';
      /** The link is missing though there is more, leads to an error, or leads to the same page again. */
      readonly how: 'missing' | 'fails' | 'repeats';
    }
  /** A page without values, though there are some: seen with deployment variables. */
  | { readonly does: 'empty-page'; readonly size: 'kept' | 'missing' }
);

/** The first fault that is meant for this request; used up, it is gone from the list. */
export function takeFault(
  faults: Fault[],
  method: Method | string,
  path: string,
): Fault | undefined {
  const fault = faults.find(({ on }) => on === undefined || `${method} ${path}`.includes(on));
  if (fault === undefined) return undefined;
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}

/** What is answered instead, or `reset` for a cut connection; undefined where only the page is spoilt. */
export function faultyAnswer(fault: Fault): Answer | 'reset' | undefined {
  switch (fault.does) {
    case 'reset':
      return 'reset';
    case 'fail':
      return {
        status: fault.status,
        body: { type: 'error', error: { message: 'Something went wrong' } },
      };
    case 'throttle':
      return throttled(fault.retryAfter);
    case 'html':
      return htmlPage(fault.status ?? 200);
    case 'redirect':
      return { status: 302, headers: { Location: fault.to } };
    default:
      return undefined;
  }
}

/** Text, not JSON, and mostly without `Retry-After`. Last verified 2026-11-20, captures of 2019 and 2021. */
export function throttled(retryAfter?: number): Answer {
  return {
    status: 429,
    body: 'Rate limit for this resource has been exceeded',
    headers: {
      'Content-Type': 'text/plain',
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    },
  };
}

/** What a proxy says. */
export function htmlPage(status: number): Answer {
  const body = `<!doctype html><title>${status}</title><h1>Bitbucket</h1>`;
  return { status, body, headers: { 'Content-Type': 'text/html; charset=utf-8' } };
}

/** A page of a list as the fault leaves it. */
export function spoilPage(answer: Answer, fault: Fault | undefined): Answer {
  const page = answer.body;
  if (typeof page !== 'object' || page === null || !('values' in page)) return answer;
  if (fault?.does === 'empty-page') return { ...answer, body: emptied(page, fault.size) };
  if (fault?.does !== 'break-next' || !('next' in page)) return answer;
  const { next, ...rest } = page;
  return {
    ...answer,
    body: fault.how === 'missing' ? rest : { ...rest, next: badLink(String(next), fault.how) },
  };
}

function emptied(page: object, size: 'kept' | 'missing'): object {
  const entries = Object.entries(page).filter(
    ([key]) => key !== 'next' && (size === 'kept' || key !== 'size'),
  );
  return { ...Object.fromEntries(entries), values: [] };
}

function badLink(next: string, how: 'fails' | 'repeats'): string {
  const url = new URL(next);
  if (how === 'fails') url.searchParams.set('page', 'broken');
  else url.searchParams.delete('page');
  return url.href;
}
