import { execFileSync as run } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.mjs';
import { allowedSecrets } from '../payloads.mjs';

const main = fileURLToPath(new URL('../../../dist/pipe/main.js', import.meta.url));
const command = `"${process.execPath}" "${main}"`;
const report = '--target production --format json';

/** A package that another step has made becomes live. */
export const activate = {
  name: 'cutover activate (packed before)',
  needs: [],
  adds: ['manifest.json'],
  configure,
  package: (stand) => ({ ...calling(stand), script: `${command} package` }),
  before: (stand) => run('sh', ['-c', `${command} package`], calling(stand)),
  deploy: (stand) => ({ ...calling(stand), script: `${command} activate --timings ${report}` }),
  phases: phasesIn,
};

/** Packs, places and activates in one run. */
export const release = {
  name: 'cutover release (packs too)',
  needs: [],
  adds: ['manifest.json'],
  configure,
  deploy: (stand) => ({ ...calling(stand), script: `${command} release --timings ${report}` }),
  rollback: (stand) => ({ ...calling(stand), script: `${command} rollback --timings ${report}` }),
  phases: phasesIn,
};

/** A commit of its own for each run, in a clone that has nothing left of runs before, as a build’s container. */
function configure({ bed, project, tree, root, hosts }) {
  const git = (...words) =>
    run('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...words], {
      cwd: project,
    });
  if (!existsSync(join(project, '.git'))) git('init', '--quiet', '--initial-branch=main');
  rmSync(join(project, '.cutover'), { recursive: true, force: true });
  writeFileSync(join(project, '.gitignore'), '/*/\n');
  writeFileSync(
    join(project, 'cutover.yml'),
    [
      'app: shop',
      `package: { from: ${relative(project, tree)}, allowSecrets: ${JSON.stringify(allowedSecrets)} }`,
      'targets:',
      '  production:',
      `    strategy: { type: symlink, root: ${root}, releases: ${root}/releases }`,
      '    hosts:',
      ...hosts.map(
        ({ address }) =>
          `      - { address: '${bed.keys.user}@${address}', hostKey: '${bed.keys.hostKey}' }`,
      ),
      '',
    ].join('\n'),
  );
  git('add', '.gitignore', 'cutover.yml');
  git('commit', '--quiet', '--allow-empty', '--message', 'build');
}

/** As in the image, what was compiled once is not compiled again: the first round, which does not count, leaves it here. */
function calling({ bed, project }) {
  const own = { SSH_KEY: bed.keys.secret, USER: 'bench' };
  const compiled = join(bed.directory, 'compiled');
  return { cwd: project, env: { ...environment(bed), ...own, NODE_COMPILE_CACHE: compiled } };
}

/** What each phase took on the first host, as the command line says it: seconds, round trips, bytes. */
function phasesIn(told) {
  const [host = []] = Object.values(JSON.parse(told).timings ?? {});
  return host;
}
