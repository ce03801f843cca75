import { neededScopes, requireScopes } from '../authorise.ts';
import { bodyOf } from '../body-of.ts';
import { type Call, created, nothing, type Operation, ok, param, R, W } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf, workspaceOf } from '../place-of.ts';
import { notFound } from '../refusal.ts';
import { scopes } from '../scopes.ts';
import type { Hook } from '../state.ts';
import { hookBody, scopesOfEvents } from '../webhook-rules.ts';
import { newUuid } from '../world.ts';

/** Whatever has webhooks. */
interface Holder {
  hooks: Hook[];
}
type Find = (call: Call) => Holder;

const read = scopes('webhook', 'read:webhook');
const write = scopes('webhook', 'read:webhook write:webhook');
const drop = scopes('webhook', 'delete:webhook');

/** Webhooks of repositories and workspaces. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const hooks: readonly Operation[] = [
  ...operations(`${R}/hooks`, 'repository', (call) => repositoryOf(call, 'admin')),
  ...operations(`${W}/hooks`, 'workspace', (call) => workspaceOf(call, 'owner')),
];

function operations(path: string, subject: string, find: Find): readonly Operation[] {
  const one = `${path}/{uid}`;
  const view = ({ secret, ...hook }: Hook) => ({
    type: 'webhook_subscription',
    subject_type: subject,
    ...hook,
    secret_set: secret !== null,
  });
  return [
    { method: 'GET', path, scopes: read, answer: (call) => paginate(call, find(call).hooks, view) },
    {
      method: 'POST',
      path,
      scopes: write,
      answer: (call) => created(view(create(call, find(call)))),
    },
    {
      method: 'GET',
      path: one,
      scopes: read,
      answer: (call) => ok(view(existing(call, find(call)))),
    },
    {
      method: 'PUT',
      path: one,
      scopes: write,
      answer: (call) => ok(view(update(call, find(call)))),
    },
    { method: 'DELETE', path: one, scopes: drop, answer: (call) => remove(call, find(call)) },
  ];
}

function create(call: Call, holder: Holder): Hook {
  const { secret, active = true, ...sent } = hookIn(call);
  const hook = {
    uuid: newUuid(call.world.state),
    ...sent,
    active,
    secret: secret || null,
    created_at: call.world.now().toISOString(),
  };
  holder.hooks.push(hook);
  return hook;
}

/** A secret left out stays; null or an empty one is taken away. */
function update(call: Call, holder: Holder): Hook {
  const hook = existing(call, holder);
  const { secret, active = hook.active, ...sent } = hookIn(call);
  return Object.assign(
    hook,
    sent,
    { active },
    secret === undefined ? {} : { secret: secret || null },
  );
}

function remove(call: Call, holder: Holder) {
  const gone = existing(call, holder);
  holder.hooks = holder.hooks.filter((hook) => hook !== gone);
  return nothing;
}

/** Besides `webhook`, the scope of every event is needed; for API tokens no document says so. */
function hookIn(call: Call) {
  const sent = bodyOf(call, hookBody);
  requireScopes(
    neededScopes({ oauth: scopesOfEvents(sent.events), api: [] }, call.token),
    call.token,
  );
  return sent;
}

function existing(call: Call, holder: Holder): Hook {
  const uid = param(call, 'uid');
  const found = holder.hooks.find(({ uuid }) => uuid === uid || uuid === `{${uid}}`);
  if (found === undefined) throw notFound('Webhook');
  return found;
}
