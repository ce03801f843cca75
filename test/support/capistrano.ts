import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Project } from './a-project.ts';
import type { TestHost } from './hosts.ts';

const cap = '/usr/bin/cap';

/** Is Capistrano installed here? */
export function hasCapistrano(): boolean {
  return existsSync(cap);
}

/** The real Capistrano, set up to deploy a project to a host. */
export interface Capistrano {
  /** Deploys what is committed. */
  deploy(): Promise<void>;
  remove(): void;
}

/** Writes the configuration a project of Capistrano has, for this host and its directory. */
export function capistranoFor(host: TestHost, project: Project): Capistrano {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-capistrano-'));
  const write = (path: string, lines: readonly string[]) => {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), `${lines.join('\n')}\n`);
  };
  const key = join(directory, 'key');
  writeFileSync(key, host.privateKey);
  chmodSync(key, 0o600);
  write('Capfile', [
    'require "capistrano/setup"',
    'require "capistrano/deploy"',
    'require "capistrano/scm/git"',
    'install_plugin Capistrano::SCM::Git',
  ]);
  write('config/deploy.rb', [
    'set :application, "shop"',
    'set :repo_url, "/srv/releases/repository.git"',
    'set :branch, "main"',
    `set :deploy_to, "${host.root}"`,
    'append :linked_dirs, "storage"',
    'set :format, :dot',
  ]);
  write('config/deploy/production.rb', [
    `server "127.0.0.1", user: "${host.user}", port: ${host.port}, roles: %w{app}, ssh_options: {`,
    `  keys: ["${key}"], keys_only: true, config: false, use_agent: false, verify_host_key: :never }`,
  ]);
  return {
    deploy: async () => {
      offer(host, project);
      const options = { cwd: directory, env: { PATH: '/usr/bin:/bin', HOME: directory } };
      await promisify(execFile)(cap, ['production', 'deploy'], options);
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** The project’s commits where the host’s user may read them. */
function offer({ outside }: TestHost, { directory }: Project): void {
  const at = join(outside, '..', 'repository.git');
  rmSync(at, { recursive: true, force: true });
  execFileSync('git', ['clone', '--quiet', '--bare', directory, at]);
  const { uid, gid } = statSync(outside);
  execFileSync('chown', ['-R', `${uid}:${gid}`, at]);
}
