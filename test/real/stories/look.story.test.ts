import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { nextRelease } from '../../support/next-release.ts';
import { hasOpenssh } from '../../support/openssh.ts';

describe.skipIf(!hasOpenssh() || !canMount())('a host opens SFTP', { shuffle: false }, () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await aStand({ hosts: 1, openssh: { config: ['LogLevel VERBOSE'] } });
    await nextRelease(stand);
    await nextRelease(stand);
  });
  afterAll(() => stand?.stop());

  /** How often it was opened while a command ran. */
  const openedBy = async (line: string) => {
    const opened = () => stand.hosts[0]?.log().split("session: subsystem 'sftp'").length ?? 0;
    const before = opened();
    expect(await stand.run(...line.split(' '))).toMatchObject({ exit: 0 });
    return opened() - before;
  };

  test.each([
    'status',
    'history --check',
    'drift',
    'verify',
    'lock show',
    'activate --dry-run',
    'rollback --dry-run',
    'prune --dry-run',
    'recover --dry-run',
  ])('never for %s, which only looks', async (line) => {
    expect(await openedBy(line)).toBe(0);
  });

  test.each(['rollback', 'activate'])('once for %s, which switches', async (line) => {
    expect(await openedBy(line)).toBe(1);
  });
});
