import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { chooseEarly } from '../../src/io/early-choice.ts';
import type { EarlyOffer } from '../../src/io/early-offer.ts';
import type { Parcel } from '../../src/io/parcel.ts';
import type { Entry } from '../../src/release/entry.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aFile } from '../support/an-entry.ts';

const files = [aFile('a', 'one'), aFile('b', 'two'), aFile('c', 'three')];
const manifest = aManifest({ files });

function anOffer(have: readonly Entry[]): EarlyOffer {
  return { build: '1.0.0', sum: 'its sum', compression: 'gzip', links: true, have: () => have };
}

/** Only says what is made of it. */
function aParcel() {
  const made: string[][] = [];
  const stream = new PassThrough();
  const part: Parcel['part'] = async ({ sent }) => {
    made.push(sent.map(({ path }) => path));
    return { compression: 'gzip', stream };
  };
  const whole: Parcel['whole'] = () => Promise.reject(new Error('nobody asked for all of it'));
  return { parcel: { manifest, text: '', part, whole }, made, stream };
}

describe('chooseEarly()', () => {
  test('begins to make what a host lacks, and lets it be', async () => {
    const { parcel, made, stream } = aParcel();
    const early = await chooseEarly(anOffer([files[0]!, aFile('b', 'other'), files[2]!]), parcel);
    expect(early).toMatchObject({ build: '1.0.0', sum: 'its sum' });
    expect(early.choice.part?.delta).toEqual({ deleted: ['b'], sent: [files[1]] });
    expect(made).toEqual([['b']]);
    early.drop();
    expect(stream.destroyed).toBe(true);
  });

  test('makes nothing where all is sent', async () => {
    const { parcel, made } = aParcel();
    const early = await chooseEarly(anOffer([]), parcel);
    expect(early.choice.part).toBeUndefined();
    early.drop();
    expect(made).toEqual([]);
  });

  test('makes nothing of a big file that a host has another of: it must tell first which blocks', async () => {
    const big = (content: string): Entry =>
      ({ ...aFile('big', content), size: 8 * 1024 * 1024 }) as Entry;
    const { parcel, made } = aParcel();
    const want = { ...parcel, manifest: aManifest({ files: [big('new')] }) };
    const early = await chooseEarly(anOffer([big('old')]), want);
    expect(early.choice.part?.like).toHaveLength(1);
    expect(made).toEqual([]);
  });

  test('knows what hooks write to: each release has its own', async () => {
    const { parcel, made } = aParcel();
    const early = await chooseEarly(anOffer(files), parcel, ['c']);
    expect(early.choice.own).toEqual(['c']);
    expect(made).toEqual([['c']]);
  });
});
