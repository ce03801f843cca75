import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { earlyChoices } from '../../pipe/early-choices.ts';
import type { EarlyOffer } from '../../src/io/early-offer.ts';
import type { Parcel } from '../../src/io/parcel.ts';
import { parseConfig } from '../../src/parse-config.ts';
import type { HostState } from '../../src/release/host-state.ts';
import { aHostState, aRelease } from '../support/a-host-state.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aFile } from '../support/an-entry.ts';

const files = [aFile('a', 'new'), aFile('b', 'same')];
const manifest = aManifest({ build: '2.0.0', files });
const target = 'targets: { x: { strategy: { type: symlink, root: /srv/x }, hosts: [local] } }';

/** What is chosen for a host that offers what is live there: `1.0.0`. */
async function chosenFor(state: Partial<HostState>, hooks = '') {
  const offer: EarlyOffer = {
    ...{ build: '1.0.0', sum: '', compression: 'gzip', links: true },
    have: () => [aFile('a', 'old'), aFile('b', 'same')],
  };
  let made = 0;
  const part: Parcel['part'] = async () => {
    made += 1;
    return { compression: 'gzip', stream: new PassThrough() };
  };
  const parcel = { manifest, text: '', part, whole: () => Promise.reject(new Error('whole')) };
  const { chosen, drop } = earlyChoices(
    {
      config: parseConfig('cutover.yml', `app: shop\n${target}\n${hooks}`),
      offers: new Map([['local', Promise.resolve(offer)]]),
      reached: [{ host: { kind: 'local', name: 'local' }, state: aHostState(state) }],
    },
    parcel,
  );
  const choice = await chosen.get('local');
  drop();
  return { choice, made };
}

const live = { live: '1.0.0', releases: [aRelease('1.0.0')] };

describe('earlyChoices()', () => {
  test('chooses what a host lacks beside what is live', async () => {
    const { choice, made } = await chosenFor(live);
    expect(choice?.choice.part?.delta).toEqual({ deleted: ['a'], sent: [files[0]] });
    expect(made).toBe(1);
  });

  test.each<[string, Partial<HostState>, string?]>([
    ['the release is there already', { ...live, releases: [...live.releases, there()] }],
    ['it is made from another release', { ...live, releases: [...live.releases, alike()] }],
    ['nothing may be linked', { ...live, user: 'root' }, 'hooks: { prepare: make }'],
  ])('makes nothing where %s', async (_, state, hooks) => {
    expect(await chosenFor(state, hooks)).toEqual({ choice: undefined, made: 0 });
  });
});

function there() {
  return { ...aRelease('2.0.0'), digest: manifest.digest };
}

function alike() {
  return { ...aRelease('1.5.0'), digest: manifest.digest };
}
