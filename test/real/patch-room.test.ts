import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { aParcel } from '../support/a-parcel.ts';
import { aReleaseHost } from '../support/a-release-host.ts';
import { writeTree } from '../support/a-target.ts';
import { canMount } from '../support/hosts.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

const mebibyte = 1024 * 1024;
const noise = (size: number) => randomBytes((size * 3) / 4).toString('base64');
const big = noise(5 * mebibyte);

async function aPackage(text: string) {
  const directory = scratch('tree');
  writeTree(directory, { big: text, small: 'small' });
  return aParcel(directory);
}

describe.skipIf(!canMount()).each(shells().filter(({ name }) => name !== 'bash'))(
  'on a disk of a host with $name,',
  ({ environment }) => {
    let disk = '';
    const mount = (megabytes: number) => {
      disk = scratch('disk');
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
      return aReleaseHost(connectLocal(environment), disk);
    };
    afterEach(() => execFileSync('umount', ['-l', disk]));

    test('a big file that cannot be put together for want of room ends the release, and says why', async () => {
      const host = mount(14);
      const first = await aPackage(big);
      await host.place('A', first);
      const next = await aPackage(big + noise(3 * mebibyte));
      await expect(host.place('B', next, { on: 'A' })).rejects.toThrow(/No space left on device/);
      expect(await host.holds('A')).toEqual(first.manifest.files);
    });

    test('one whose blocks have no room for a moment comes whole', async () => {
      const host = mount(12);
      await host.place('A', await aPackage(big));
      const next = await aPackage(`${big.slice(0, mebibyte)}more${big.slice(mebibyte)}`);
      await host.place('B', next, { on: 'A' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
    });
  },
);
