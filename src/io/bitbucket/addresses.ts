import { Stop } from '../../error.ts';

/** Where Bitbucket Cloud’s API is. */
export const bitbucketCloud = 'https://api.bitbucket.org/2.0';

/** The API’s base as it is put before paths: without a slash at its end; refused where it cannot be one. */
export function baseOf(url: string): string {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    throw new Stop('usage', `Cannot use "${url}" as BITBUCKET_API_URL: it is no http address`);
  }
  if (base.username !== '' || base.password !== '') {
    throw new Stop('usage', 'Cannot use BITBUCKET_API_URL: it holds credentials', {
      hint: 'Give them as BITBUCKET_EMAIL and BITBUCKET_API_TOKEN',
    });
  }
  return base.origin + base.pathname.replace(/\/+$/, '');
}

/** The address of a path; one that begins with a slash lies beside the version, as `/1.0/groups/zentra`. */
export function urlOf(base: string, path: string): string {
  return path.startsWith('/') ? base.replace(/\/2\.0$/, '') + path : `${base}/${path}`;
}

/** Where an OAuth consumer gets its tokens: at Bitbucket’s site, or at whatever stands in for the API. */
export function tokenUrlOf(base: string): string {
  const { origin } = new URL(base);
  const site = origin === new URL(bitbucketCloud).origin ? 'https://bitbucket.org' : origin;
  return `${site}/site/oauth2/access_token`;
}

/** The place that something belongs to, by its path: a repository, a project, a workspace; undefined for those that belong to none we may see. */
export function placeOf(path: string): string | undefined {
  return /^(repositories\/[^/?]+\/[^/?]+|workspaces\/[^/?]+\/projects\/[^/?]+|workspaces\/[^/?]+)(?=\/)/.exec(
    path,
  )?.[0];
}
