import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { daemon } from './daemon.mjs';
import { lineOf, links } from './links.mjs';

/** Where the client is, for a host that fetches something itself. */
export const clientAddress = '10.77.0.1';

export function addressOf(host) {
  return `10.77.${host + 1}.2`;
}

/**
 * Namespaces: `near`, where hosts are on loopback; `far`, where each is behind a line of its own; and one for each host.
 * Addresses are the same in both, so that nothing but the namespace of a command says over which link it goes.
 */
export async function openNetwork(directory, hosts) {
  const [near, far, ...inner] = await Promise.all(
    Array.from({ length: hosts + 2 }, () => openNamespace()),
  );
  for (const address of [clientAddress, ...inner.map((_, host) => addressOf(host))])
    inNamespace(near, 'ip', 'addr', 'add', `${address}/32`, 'dev', 'lo');
  inNamespace(far, 'ip', 'addr', 'add', `${clientAddress}/32`, 'dev', 'lo');
  const program = join(directory, 'link');
  execFileSync('gcc', ['-O2', '-o', program, fileURLToPath(new URL('link.c', import.meta.url))]);
  const line = join(directory, 'line');
  writeFileSync(line, lineOf(links.lo));
  const cables = [];
  for (const [host, namespace] of inner.entries())
    cables.push(await lay({ program, line, host, far, namespace }));
  const client = (link) => (link === 'lo' ? near : far);
  return {
    near,
    far,
    inner,
    enter: (link) => enter(client(link)),
    shape: async (link) => {
      writeFileSync(line, lineOf(links[link]));
      await Promise.all(cables.map((cable) => cable.reread()));
    },
    bytes: (link) => bytesOf(client(link).pid),
    stop: () => {
      for (const each of [...cables, near, far, ...inner]) each.stop();
    },
  };
}

function openNamespace() {
  const script = 'ip link set lo up; echo ready; exec sleep infinity';
  return daemon(['unshare', '--net', 'sh', '-c', script], 'ready');
}

/** The words before a command that is to run there. */
export function enter({ pid }) {
  return ['nsenter', `--net=/proc/${pid}/ns/net`];
}

function inNamespace(namespace, ...words) {
  const [command, ...rest] = [...enter(namespace), ...words];
  execFileSync(command, rest);
}

async function lay({ program, line, host, far, namespace }) {
  const ends = [far, namespace].map(({ pid }) => `/proc/${pid}/ns/net`);
  const name = `wan${host}`;
  const cable = await daemon([program, ends[0], name, ends[1], 'wan', line], 'ready');
  inNamespace(far, 'ip', 'addr', 'add', `10.77.${host + 1}.1/24`, 'dev', name);
  inNamespace(namespace, 'ip', 'addr', 'add', `${addressOf(host)}/24`, 'dev', 'wan');
  inNamespace(far, 'ip', 'link', 'set', name, 'mtu', '1500', 'txqueuelen', '10000', 'up');
  inNamespace(namespace, 'ip', 'link', 'set', 'wan', 'mtu', '1500', 'txqueuelen', '10000', 'up');
  inNamespace(namespace, 'ip', 'route', 'add', 'default', 'dev', 'wan');
  let times = 1;
  return {
    stop: cable.stop,
    reread: async () => {
      times += 1;
      cable.signal('SIGHUP');
      await cable.said(times);
    },
  };
}

/** What went over the client's devices, both ways. */
function bytesOf(pid) {
  const devices = readFileSync(`/proc/${pid}/net/dev`, 'utf8').split('\n').slice(2);
  const counts = devices.filter(Boolean).map((line) => {
    const [name, received, , , , , , , , sent] = line.trim().split(/[\s:]+/);
    return name === 'lo' ? Number(received) : Number(received) + Number(sent);
  });
  return counts.reduce((sum, each) => sum + each, 0);
}
