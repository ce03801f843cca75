import { createHash } from 'node:crypto';
import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, created, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound, Refusal, refuse } from '../refusal.ts';
import { sections } from '../scopes.ts';
import type { KnownHost, Repository } from '../state.ts';
import { newUuid } from '../world.ts';

const pair = `${R}/pipelines_config/ssh/key_pair`;
const hosts = `${R}/pipelines_config/ssh/known_hosts`;
const host = `${hosts}/{known_host_uuid}`;
const { readPipeline: read, writeVariable: write } = sections;

/** The key pair and the known hosts of Pipelines. Last verified 2026-11-20, bbx and OpenAPI x-revision 2ecc89e5fe81. */
export const ssh: readonly Operation[] = [
  { method: 'GET', path: pair, scopes: read, answer: (call) => keyPair(repositoryOf(call)) },
  { method: 'PUT', path: pair, scopes: write, answer: putKeyPair },
  { method: 'DELETE', path: pair, scopes: write, answer: removeKeyPair },
  {
    method: 'GET',
    path: hosts,
    scopes: read,
    answer: (call) => paginate(call, repositoryOf(call).knownHosts, view),
  },
  { method: 'POST', path: hosts, scopes: write, answer: create },
  {
    method: 'GET',
    path: host,
    scopes: read,
    answer: (call) => ok(view(existing(call, repositoryOf(call)))),
  },
  { method: 'PUT', path: host, scopes: write, answer: update },
  { method: 'DELETE', path: host, scopes: write, answer: remove },
];

/** Both discriminators are needed. */
const knownHost = z.object({
  type: z.literal('pipeline_known_host'),
  hostname: z
    .string()
    .min(1)
    .refine((name) => name !== 'bitbucket.org'),
  public_key: z.object({
    type: z.literal('pipeline_ssh_public_key'),
    key_type: z.string().min(1),
    key: z.base64(),
  }),
});

/** The private key goes in and never comes out. */
function keyPair({ keyPair: has }: Repository) {
  if (has === null) throw notFound('SSH key pair');
  return ok({ type: 'pipeline_ssh_key_pair', public_key: has.public_key });
}

function putKeyPair(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const keys = z.object({ private_key: z.string().min(1), public_key: z.string().min(1) });
  repository.keyPair = bodyOf(call, keys);
  return keyPair(repository);
}

function removeKeyPair(call: Call) {
  const repository = repositoryOf(call, 'admin');
  keyPair(repository);
  repository.keyPair = null;
  return nothing;
}

function create(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const sent = hostIn(call);
  if (repository.knownHosts.some(({ hostname }) => hostname === sent.hostname))
    throw refuse(409, `A known host for ${sent.hostname} already exists.`);
  const known = { uuid: newUuid(call.world.state), ...sent };
  repository.knownHosts.push(known);
  return created(view(known));
}

function update(call: Call) {
  const known = existing(call, repositoryOf(call, 'admin'));
  return ok(view(Object.assign(known, hostIn(call))));
}

function remove(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const gone = existing(call, repository);
  repository.knownHosts = repository.knownHosts.filter((known) => known !== gone);
  return nothing;
}

/** What is wrong is not said: the 400 has no message. */
function hostIn(call: Call) {
  const parsed = knownHost.safeParse(call.body);
  if (!parsed.success) throw new Refusal({ status: 400, body: { type: 'error', error: {} } });
  const { hostname, public_key } = parsed.data;
  return { hostname, key_type: public_key.key_type, key: public_key.key };
}

function existing(call: Call, { knownHosts }: Repository): KnownHost {
  const found = knownHosts.find(({ uuid }) => uuid === param(call, 'known_host_uuid'));
  if (found === undefined) throw notFound('Known host');
  return found;
}

function view({ uuid, hostname, key_type, key }: KnownHost) {
  const bytes = Buffer.from(key, 'base64');
  const md5 = createHash('md5').update(bytes).digest('hex');
  const public_key = {
    type: 'pipeline_ssh_public_key',
    key_type,
    key,
    md5_fingerprint: md5.match(/../g)?.join(':'),
    sha256_fingerprint: createHash('sha256').update(bytes).digest('base64').replace(/=+$/, ''),
  };
  return { type: 'pipeline_known_host', uuid, hostname, public_key };
}
