import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../src/io/connect.ts';
import { host } from '../../../src/release/host.ts';
import { aMaterial } from '../../support/a-material.ts';
import { hasOpenssh, openssh } from '../../support/openssh.ts';

/** Answers as OpenSSH 7.8 with `-P posix-rename`: VERSION offers it; the rename is denied, the link is not there. */
const deniesWhatItOffers = String.raw`#!/bin/sh
head -c 9 >/dev/null
printf '\000\000\000\046\002\000\000\000\003\000\000\000\030posix-rename@openssh.com\000\000\000\0011'
head -c 58 >/dev/null
printf '\000\000\000\021\145\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\000'
printf '\000\000\000\021\145\000\000\000\001\000\000\000\002\000\000\000\000\000\000\000\000'
cat >/dev/null
`;

describe.skipIf(!hasOpenssh())('a host whose SFTP forbids posix-rename', () => {
  let tools: string;
  beforeAll(() => {
    tools = mkdtempSync('/tmp/cutover-sftp-');
    chmodSync(tools, 0o755);
    writeFileSync(join(tools, 'old'), deniesWhatItOffers, { mode: 0o755 });
  });
  afterAll(() => rmSync(tools, { recursive: true }));

  test.each([
    ['does not offer it', () => 'internal-sftp -P posix-rename'],
    ['writes nothing at all', () => 'internal-sftp -R'],
    ['offers it all the same', () => join(tools, 'old')],
  ])('and %s uses its mv', async (_, subsystem) => {
    const server = await openssh({ sftp: false, config: [`Subsystem sftp ${subsystem()}`] });
    const connection = await connect(
      host.parse(`${server.user}@127.0.0.1:${server.port}`),
      aMaterial({ key: server.privateKey, knownHosts: server.knownHosts }),
    );
    const at = (name: string) => join(server.home, name);
    await connection.run(`cd ${server.home} && ln -s old current && ln -s new next && mkdir trial`);
    expect(await connection.renameMethod()).toBe('none');
    expect(await connection.proveRename(at('trial'))).toBe('mv');
    expect(await connection.rename(at('next'), at('current'))).toBe('new');
    connection.close();
    await server.stop();
  });
});
