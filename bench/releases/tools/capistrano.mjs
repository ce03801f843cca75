import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { daemon } from '../daemon.mjs';
import { systemPath } from '../environment.mjs';
import { clientAddress, enter } from '../network.mjs';

/** Capistrano gets releases from git: the host fetches what is new over the same link, from the client. */
export const capistrano = {
  name: 'Capistrano 3.17, git',
  needs: ['cap', 'git'],
  adds: ['REVISION'],
  async prepare({ bed, tree, isFirst }) {
    writeProject(bed);
    const repository = join(bed.directory, 'git', 'payload.git');
    if (isFirst) rmSync(repository, { recursive: true, force: true });
    commit(repository, tree);
    bed.daemons ??= await Promise.all([bed.network.near, bed.network.far].map(serve(bed)));
  },
  deploy: () => ({
    script: 'cd capistrano && cap production deploy',
  }),
  rollback: () => ({ script: 'cd capistrano && cap production deploy:rollback' }),
};

/** What is in the tree becomes the newest commit. */
function commit(repository, tree) {
  const git = (...words) =>
    execFileSync('git', [`--git-dir=${repository}`, `--work-tree=${tree}`, ...words], {
      env: { PATH: systemPath, HOME: '/nonexistent' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  mkdirSync(repository, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('add', '--all', '--force', '.');
  const person = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com'];
  git(...person, 'commit', '--quiet', '--allow-empty', '--message', 'build');
}

function serve({ directory }) {
  // Not "git daemon": that would wait for this program, and leave it when it is ended.
  const program = join(execFileSync('git', ['--exec-path']).toString().trim(), 'git-daemon');
  const words = [program, '--verbose', '--export-all', '--reuseaddr'];
  const base = `--base-path=${join(directory, 'git')}`;
  return (namespace) =>
    daemon([...enter(namespace), ...words, base, `--listen=${clientAddress}`], 'Ready to rumble');
}

function writeProject({ directory, keys }) {
  const write = (path, lines) => {
    const file = join(directory, 'capistrano', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
  };
  write('Capfile', [
    'require "capistrano/setup"',
    'require "capistrano/deploy"',
    'require "capistrano/scm/git"',
    'install_plugin Capistrano::SCM::Git',
  ]);
  write('config/deploy.rb', [
    'set :application, "shop"',
    `set :repo_url, "git://${clientAddress}/payload.git"`,
    'set :branch, "main"',
    'set :deploy_to, ENV.fetch("ROOT")',
    'set :keep_releases, 50',
    'set :format, :dot',
  ]);
  const options = `keys: ["${keys.login}"], keys_only: true, config: false, use_agent: false, verify_host_key: :never`;
  write('config/deploy/production.rb', [
    'ENV.fetch("ADDRESSES").split.each do |host|',
    `  server host, user: "${keys.user}", roles: %w{app}, ssh_options: { ${options} }`,
    'end',
  ]);
}
