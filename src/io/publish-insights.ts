import axios, { type AxiosRequestConfig, isAxiosError } from 'axios';
import { reasonOf } from '../error.ts';
import { insights } from '../reports/insights.ts';
import type { Report } from '../reports/report.ts';
import type { Secret } from '../secret.ts';

/** Where a commit’s report goes. */
export interface InsightsTarget {
  /** Without a final slash, as `https://api.bitbucket.org/2.0`. */
  readonly api: string;
  readonly workspace: string;
  readonly repository: string;
  readonly commit: string;
  /** Tells one report of a commit from another: letters, digits and `-`. */
  readonly id: string;
  /** The build’s page. */
  readonly link: string;
  readonly token: Secret | undefined;
  /** The build’s own proxy, which adds the credentials; used where there is no token. */
  readonly proxy: { readonly host: string; readonly port: number };
}

/** Why there is no report on the commit. */
interface Unpublished {
  readonly reason: string;
  /** Nobody was there to take it: not every build has the proxy. */
  readonly isNobodyThere: boolean;
}

const mostAtOnce = 100;

/**
 * Puts a report on the commit (Code Insights); says why if it could not. A build’s proxy speaks plain HTTP to
 * `api.bitbucket.org` and allows reports of the commit. Last verified 2026-11-20, in Bitbucket’s documentation.
 */
export async function publishInsights(
  report: Report,
  target: InsightsTarget,
): Promise<Unpublished | undefined> {
  const told = insights(report, target.link);
  const send = sender(target);
  try {
    // A report that is replaced keeps its annotations, also those of what is right by now. That there is none is no error.
    await send({ method: 'delete' }).catch(unlessNobody);
    await send({ method: 'put', data: told.report });
    for (let from = 0; from < told.annotations.length; from += mostAtOnce) {
      const data = told.annotations.slice(from, from + mostAtOnce);
      await send({ method: 'post', url: '/annotations', data });
    }
    return undefined;
  } catch (error) {
    return {
      reason: problemOf(error),
      isNobodyThere: target.token === undefined && isNobody(error),
    };
  }
}

function sender(target: InsightsTarget): (request: AxiosRequestConfig) => Promise<unknown> {
  const { workspace, repository, commit, id } = target;
  const path = ['repositories', workspace, repository, 'commit', commit, 'reports', id];
  const { api, ...access } = accessOf(target);
  const base = `${api}/${path.map(encodeURIComponent).join('/')}`;
  return ({ url = '', ...request }) =>
    axios({
      ...request,
      ...access,
      url: `${base}${url}`,
      timeout: 10_000,
      // A redirect would carry the token to a host nobody chose.
      maxRedirects: 0,
    });
}

function accessOf({ api, token, proxy }: InsightsTarget) {
  if (token === undefined) {
    return { api: api.replace(/^https:/, 'http:'), proxy: { protocol: 'http', ...proxy } };
  }
  return { api, proxy: false as const, headers: { Authorization: `Bearer ${token.open()}` } };
}

function unlessNobody(error: unknown): void {
  if (isNobody(error)) throw error;
}

function isNobody(error: unknown): boolean {
  return isAxiosError(error) && error.response === undefined;
}

function problemOf(error: unknown): string {
  if (!isAxiosError(error)) return reasonOf(error);
  const { response, code = 'no answer' } = error;
  return response === undefined ? code : `Bitbucket answered ${response.status}`;
}
