import type { Answer } from './operation.ts';

/** The request ends here, with this answer. Only the server throws it, and only the server catches it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`Refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** What an error may carry beside its message. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81 and bbx, August 2026. */
export interface Details {
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly detail?: string | Readonly<Record<string, readonly string[]>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An error in Bitbucket’s usual form. */
export function refuse(status: number, message: string, details: Details = {}): Refusal {
  return new Refusal({ status, body: { type: 'error', error: { message, ...details } } });
}

export function badRequest(fields: Readonly<Record<string, readonly string[]>>): Refusal {
  return refuse(400, 'Bad request', { fields });
}

export function notFound(what: string): Refusal {
  return refuse(404, `${what} not found`, {
    detail: 'There is no such resource, or you have no access to it.',
  });
}

/** Errors of the deployments and pipelines services: a key, and the useful words only in `data.arguments`. Last verified 2026-11-20, bbx. */
export function serviceError(status: number, key: string, message: string): Refusal {
  return refuse(status, 'Bad request', { data: { key, arguments: { message } } });
}
