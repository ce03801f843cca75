import axios, { isAxiosError } from 'axios';
import { reasonOf } from '../error.ts';
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

const mostDetails = 2000;
const mostFacts = 10;

/**
 * Puts a report on the commit (Code Insights); gives the reason if it could not. A build’s proxy speaks plain HTTP to
 * `api.bitbucket.org` and allows reports of the commit. Last verified 2026-11-20, in Bitbucket’s documentation.
 */
export async function publishInsights(
  report: Report,
  target: InsightsTarget,
): Promise<string | undefined> {
  const { workspace, repository, commit, id } = target;
  const path = ['repositories', workspace, repository, 'commit', commit, 'reports', id];
  const { api, ...access } = accessOf(target);
  return axios
    .put(`${api}/${path.map(encodeURIComponent).join('/')}`, bodyOf(report, target), {
      ...access,
      timeout: 10_000,
      // A redirect would carry the token to a host nobody chose.
      maxRedirects: 0,
    })
    .then(() => undefined, problemOf);
}

function accessOf({ api, token, proxy }: InsightsTarget) {
  if (token === undefined) {
    return { api: api.replace(/^https:/, 'http:'), proxy: { protocol: 'http', ...proxy } };
  }
  return { api, proxy: false as const, headers: { Authorization: `Bearer ${token.open()}` } };
}

function problemOf(error: unknown): string {
  if (!isAxiosError(error)) return reasonOf(error);
  const { response, code = 'no answer' } = error;
  return response === undefined ? code : `Bitbucket answered ${response.status}`;
}

function bodyOf({ title, verdict, facts, checks, findings }: Report, { link }: InsightsTarget) {
  const lines = findings.map(({ subject, message }) => `${subject}: ${message}`);
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0);
  const counts = [
    { title: 'Steps', type: 'NUMBER', value: checks.length },
    { title: 'Time in steps', type: 'DURATION', value: Math.round(seconds * 1000) },
    ...facts.map(([name, value]) => ({ title: name, type: 'TEXT', value })),
  ];
  return {
    title: 'Cutover',
    details: [title, ...lines].join('\n').slice(0, mostDetails),
    report_type: 'TEST',
    reporter: 'Cutover',
    result: verdict === 'bad' ? 'FAILED' : 'PASSED',
    data: counts.slice(0, mostFacts),
    ...(link === '' ? {} : { link }),
  };
}
