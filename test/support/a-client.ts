import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ApiOptions, bitbucketApi } from '../../src/io/bitbucket/bitbucket-api.ts';
import { Secret } from '../../src/secret.ts';
import { aClock } from './a-clock.ts';

export const token = 'ATCTT3xFfGN0secret';
export const base = 'https://api.bitbucket.org/2.0';

/** Lets a file’s tests talk to nobody but nock; an answer nobody asked for fails the test that prepared it. */
export function onlyNock(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    expect(pending).toEqual([]);
  });
  afterAll(() => nock.enableNetConnect());
}

/** What Bitbucket answers next. */
export const bitbucket = () => nock(base);

/** A client on a clock that does not make anybody wait. */
export function aClient(options: Partial<ApiOptions> = {}) {
  const clock = aClock();
  const client = bitbucketApi({
    credentials: { by: 'access-token', token: new Secret(token) },
    clock,
    random: () => 1,
    ...options,
  });
  return { ...client, clock, waits: clock.waits };
}
