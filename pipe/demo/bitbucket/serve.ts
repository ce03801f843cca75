import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequest, type Desk } from './answer-request.ts';
import type { Asked } from './exchange-token.ts';
import { type Fault, faultyAnswer, spoilPage, takeFault } from './faults.ts';
import type { Answer } from './operation.ts';
import type { RequestLog } from './request-log.ts';

export interface Service {
  readonly desk: Desk;
  readonly faults: Fault[];
  readonly requests: RequestLog;
  /** Milliseconds before every answer. */
  readonly latency: number;
  readonly witness: Witness;
}

/** Sees every request with its answer, but not what a fault made of them. */
export type Witness = (asked: Asked, answer: Answer) => void;

/** Answers HTTP requests on loopback until it is closed. */
export async function serve(service: Service): Promise<{ readonly origin: string; close(): void }> {
  const server = createServer((request, response) => {
    respond(service, request, response).catch((error: unknown) => {
      // A bug of this server: a client must see it as one, not wait.
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { origin: originOf(server), close: () => close(server) };
}

async function respond(service: Service, request: IncomingMessage, response: ServerResponse) {
  const { method = 'GET', url = '/' } = request;
  const done = service.requests.begin(method, url);
  response.on('close', () => done(response.writableFinished ? response.statusCode : 0));
  const asked = await askedBy(service, request);
  if (service.latency > 0) await sleep(service.latency);
  const fault = takeFault(service.faults, method, asked.path);
  const answer = answerWith(service, asked, fault);
  if (answer === 'reset') response.socket?.resetAndDestroy();
  else send(response, answer);
}

/** A fault takes the answer’s place; the request is carried out all the same where the fault says so. */
function answerWith(
  { desk, witness }: Service,
  asked: Asked,
  fault: Fault | undefined,
): Answer | 'reset' {
  const instead = fault === undefined ? undefined : faultyAnswer(fault);
  const isApplied = fault !== undefined && 'applied' in fault && fault.applied === true;
  if (instead !== undefined && !isApplied) return instead;
  const answer = answerRequest(desk, asked);
  witness(asked, answer);
  return instead ?? spoilPage(answer, fault);
}

async function askedBy({ requests }: Service, request: IncomingMessage): Promise<Asked> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', query = ''] = splitOnce(url);
  return {
    method,
    path,
    query: new URLSearchParams(query),
    origin: `http://${headers.host}`,
    authorization: headers.authorization,
    contentType: headers['content-type'] ?? '',
    text: await text(request),
    inFlight: requests.inFlight,
  };
}

function splitOnce(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

function send(response: ServerResponse, { status, body, headers }: Answer) {
  const isText = typeof body === 'string';
  const type =
    body === undefined || isText ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...type, ...headers });
  if (body === undefined) response.end();
  else response.end(isText ? body : JSON.stringify(body));
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server) {
  server.closeAllConnections();
  server.close();
}
