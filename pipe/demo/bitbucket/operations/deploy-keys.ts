import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, nothing, type Operation, ok, P, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { projectOf, repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes } from '../scopes.ts';
import type { DeployKey, Governed } from '../state.ts';
import { newId } from '../world.ts';

type Find = (call: Call) => Governed;

/** Deploy keys of repositories and projects. A PUT never succeeds, though it is documented. Last verified 2026-11-20, bbx rule 19 and OpenAPI x-revision 2ecc89e5fe81. */
export const deployKeys: readonly Operation[] = [
  ...operations(`${R}/deploy-keys`, 'repository', (call) => repositoryOf(call, 'admin')),
  ...operations(`${P}/deploy-keys`, 'project', (call) => projectOf(call, 'admin')),
  {
    method: 'PUT',
    path: `${R}/deploy-keys/{key_id}`,
    scopes: scopes('repository repository:admin', 'admin:repository write:ssh-key'),
    refusesAccessTokens: true,
    answer: (call) => {
      existing(call, repositoryOf(call, 'admin'));
      throw refuse(400, 'Someone has already registered that as an SSH key.');
    },
  },
];

const keyText = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*( .*)?$/;
const body = z.object({
  key: z.string().regex(keyText, 'Invalid SSH key.'),
  label: z.string().default(''),
});

/** Writes are closed to access tokens; a new key is answered with 200. */
function operations(
  path: string,
  place: 'repository' | 'project',
  find: Find,
): readonly Operation[] {
  const one = `${path}/{key_id}`;
  const oauth = `${place} ${place}:admin`;
  const read = scopes(oauth, `admin:${place}`);
  const add = scopes(oauth, `admin:${place} write:ssh-key`);
  const drop = scopes(oauth, `admin:${place} delete:ssh-key`);
  const view = viewAs(place === 'project' ? 'project_deploy_key' : 'deploy_key');
  const refusesAccessTokens = true;
  return [
    {
      method: 'GET',
      path,
      scopes: read,
      answer: (call) => paginate(call, find(call).deployKeys, view),
    },
    {
      method: 'GET',
      path: one,
      scopes: read,
      answer: (call) => ok(view(existing(call, find(call)))),
    },
    {
      method: 'POST',
      path,
      scopes: add,
      refusesAccessTokens,
      answer: (call) => ok(view(create(call, find(call)))),
    },
    {
      method: 'DELETE',
      path: one,
      scopes: drop,
      refusesAccessTokens,
      answer: (call) => remove(call, find(call)),
    },
  ];
}

/** The comment is taken off the key. */
function create(call: Call, place: Governed): DeployKey {
  const { key: text, label } = bodyOf(call, body);
  const [type, key, ...comment] = text.trim().split(' ');
  if (place.deployKeys.some((other) => other.key === `${type} ${key}`))
    throw refuse(400, 'Someone has already registered that as an SSH key.');
  const deployKey = {
    id: newId(call.world.state),
    key: `${type} ${key}`,
    label,
    comment: comment.join(' '),
    created_on: call.world.now().toISOString(),
  };
  place.deployKeys.push(deployKey);
  return deployKey;
}

function remove(call: Call, place: Governed) {
  const gone = existing(call, place);
  place.deployKeys = place.deployKeys.filter((key) => key !== gone);
  return nothing;
}

function existing(call: Call, { deployKeys: keys }: Governed): DeployKey {
  const found = keys.find(({ id }) => String(id) === param(call, 'key_id'));
  if (found === undefined) throw notFound('Deploy key');
  return found;
}

function viewAs(type: string) {
  return (key: DeployKey) => ({ type, ...key, last_used: null });
}
