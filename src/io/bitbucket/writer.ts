import type { Request } from '../../api.ts';
import { placeOf, urlOf } from './addresses.ts';
import { follow } from './follow.ts';
import { jsonOf } from './json-of.ts';
import { openSecrets } from './open-secrets.ts';
import { type Asked, problemOf } from './problem-of.ts';
import type { Line } from './reader.ts';

/** The writing half of a client. What may have changed is forgotten, whether the write succeeds or not. */
export function writer(line: Line): (request: Request) => Promise<unknown> {
  return async (request) => {
    const body = openSecrets(request.body);
    const { method, path, premium } = request;
    const { authorization, checkpoint } = line;
    const secrets = [...authorization.secrets(), ...body.secrets];
    const asked: Asked = { method, path, premium, credentials: authorization.by, secrets };
    const order = { method, url: urlOf(line.base, path), body: body.text, asked };
    // Before, because the run may be killed in between; after, because something may have been read in between.
    await checkpoint?.forget(changedBy(path));
    const answer = await follow(order, line.exchange).finally(() =>
      checkpoint?.forget(changedBy(path)),
    );
    if (answer.status >= 300) throw problemOf(asked, answer);
    return jsonOf(asked, answer);
  };
}

/** What a write may change: something inside a repository only that; anything else what many others inherit or list. */
function changedBy(path: string): string {
  const place = placeOf(path) ?? '';
  return place.startsWith('repositories/') ? place : '';
}
