import type { Scopes } from './scopes.ts';
import type { Token } from './token.ts';
import type { World } from './world.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request that found its operation, by somebody who may ask. */
export interface Call {
  readonly world: World;
  readonly token: Token;
  /** The origin that links point to, without a path. */
  readonly origin: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Undefined when none was sent. */
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields that come only when `fields=+…` asks for them. */
  readonly hidden?: readonly string[];
}

/** One method of one path of the API. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly scopes: Scopes;
  /** Repository, project and workspace access tokens are refused, whatever their scopes. */
  readonly refusesAccessTokens?: true;
  answer(call: Call): Answer;
}

/** The paths of a repository, a workspace and a project. */
export const R = '/2.0/repositories/{workspace}/{repo_slug}';
export const W = '/2.0/workspaces/{workspace}';
export const P = `${W}/projects/{project_key}`;

/** What stands in the path under this name. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? '';
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const nothing: Answer = { status: 204 };
