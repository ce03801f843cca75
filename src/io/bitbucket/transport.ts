import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosResponse, isAxiosError } from 'axios';

/** One exchange with a server, spelled out. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Any answer, whatever its status. */
export interface Answer {
  readonly answered: true;
  readonly status: number;
  /** The value of a header; empty where there is none. */
  readonly header: (name: string) => string;
  readonly text: string;
}

/** No answer, or only a part of one. */
export interface Silence {
  readonly answered: false;
  /** What the system calls it: `ECONNRESET`, `ETIMEDOUT`, … */
  readonly reason: string;
  /** False only where it is certain that the server has not seen the request. */
  readonly sent: boolean;
  /** May it go better the next time? */
  readonly passing: boolean;
}

/** Makes an exchange. An axios error holds the headers of its request, and with them the token: none gets out of here. */
export type Transport = (call: Call, signal?: AbortSignal) => Promise<Answer | Silence>;

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];
const passing = [
  ...neverSent.filter((code) => code !== 'ENOTFOUND'),
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_BAD_RESPONSE',
];
const timeout = 30_000;

/** The network, over connections that are kept for the next request. */
export function network(): Transport {
  const client = axios.create({
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
    timeout,
    // A redirect would carry the credentials along, and a proxy of the environment would see them.
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: [(body: unknown) => body],
  });
  return ({ method, url, headers, body }, signal) =>
    client
      .request<unknown>({
        // Left alone, axios gives a type to a body that is not there.
        ...{ method, url, headers: { 'Content-Type': false, ...headers }, data: body },
        ...(signal === undefined ? {} : { signal }),
      })
      .then(answerOf, silenceOf);
}

function answerOf({ status, headers, data }: AxiosResponse<unknown>): Answer {
  const all = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return {
    answered: true,
    status,
    header: (name) => all.get(name.toLowerCase()) ?? '',
    text: typeof data === 'string' ? data : '',
  };
}

function silenceOf(error: unknown): Silence {
  if (!isAxiosError(error)) throw error;
  const reason = error.code ?? 'no answer';
  const sent = !(neverSent.includes(reason) || wasConnecting(error.cause));
  return { answered: false, reason, sent, passing: passing.includes(reason) };
}

function wasConnecting(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && cause.syscall === 'connect';
}
