import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeKeys, startHost } from './host.mjs';
import { addressOf, openNetwork } from './network.mjs';
import { processorGroup } from './processor-group.mjs';

/** Hosts, the links to them, and a directory for everything that is made on the way. */
export async function openBed({ work, limit }, count) {
  mkdirSync(work, { recursive: true });
  const directory = mkdtempSync(join(work, 'run-'));
  const keys = makeKeys(directory);
  const network = await openNetwork(directory, count);
  const hosts = await Promise.all(
    Array.from({ length: count }, (_, number) =>
      startHost({ directory, number, address: addressOf(number), network }),
    ),
  );
  const processor = processorGroup();
  for (const pid of hosts.flatMap(({ pids }) => pids)) processor.add(pid);
  return {
    ...{ directory, keys, network, hosts, limit, processor },
    close: () => {
      for (const host of hosts) host.stop();
      network.stop();
      processor.remove();
      // What was going on when we were interrupted may still write.
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
