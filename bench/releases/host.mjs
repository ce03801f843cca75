import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { daemon } from './daemon.mjs';
import { enter } from './network.mjs';

const account = 'cutover-deploy';

/** An account without a password, a key that may log in, and the key of the hosts: made once. */
export function makeKeys(directory) {
  try {
    execFileSync('id', [account], { stdio: 'ignore' });
  } catch {
    execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', '--password', '*', account]);
  }
  for (const name of ['login', 'host'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, name)]);
  chmodSync(directory, 0o755);
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKey = readFileSync(join(directory, 'host.pub'), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
  const knownHosts = join(directory, 'known_hosts');
  writeFileSync(knownHosts, `* ${hostKey}\n`);
  writeFileSync(join(directory, 'sshd_config'), configOf(directory));
  const login = join(directory, 'login');
  const secret = readFileSync(login).toString('base64');
  return { user: account, login, secret, knownHosts, hostKey };
}

function configOf(directory) {
  return [
    `HostKey ${join(directory, 'host')}`,
    `AuthorizedKeysFile ${join(directory, 'login.pub')}`,
    `AllowUsers ${account}`,
    'PidFile none',
    'UsePAM no',
    'UseDNS no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 100',
    'MaxSessions 64',
    'Subsystem sftp internal-sftp',
    '',
  ].join('\n');
}

/** A real OpenSSH server that can be reached over loopback and over its line; its sessions see its own files at `/srv`. */
export async function startHost({ directory, number, address, network }) {
  const files = join(directory, `host-${number}`);
  mkdirSync(join(files, 'aside'), { recursive: true });
  const id = (which) => Number(execFileSync('id', [which, account]).toString());
  chownSync(files, id('-u'), id('-g'));
  const script = 'mount --bind "$1" /srv && shift && exec "$@"';
  const words = ['unshare', '--mount', 'sh', '-c', script, 'sh', files];
  const sshd = ['/usr/sbin/sshd', '-D', '-e', '-f', join(directory, 'sshd_config')];
  const listening = (namespace) =>
    daemon(
      [...enter(namespace), ...words, ...sshd, '-o', `ListenAddress=${address}`],
      'Server listening',
    );
  const servers = await Promise.all([network.near, network.inner[number]].map(listening));
  return {
    address,
    files,
    pids: servers.map(({ pid }) => pid),
    stop: () => {
      for (const server of servers) server.stop();
    },
  };
}
