import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { connect } from '../../src/io/connect.ts';
import { host } from '../../src/release/host.ts';
import { aMaterial } from '../support/a-material.ts';

test('connect() leaves no connection open where it has no key to log in with', async () => {
  const server = createServer((socket) => socket.resume());
  const reached = once(server, 'connection');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(connect(host.parse(`127.0.0.1:${port}`), aMaterial())).rejects.toThrow(
    'Cannot log in to hosts: there is no SSH key',
  );
  await reached;
  // It closes when nobody is connected to it any more.
  await once(server.close(), 'close');
});
