import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A git repository with a built tree and a `cutover.yml`. */
export interface Project {
  readonly directory: string;
  /** Writes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  write(path: string, text: string): void;
  git(...words: readonly string[]): string;
  remove(): void;
}

/** Makes a project with this config and one commit. */
export function aProject(config: string, files: Readonly<Record<string, string>> = {}): Project {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-project-'));
  const git = (...words: readonly string[]) =>
    execFileSync(
      'git',
      ['-C', directory, '-c', 'user.name=Ana', '-c', 'user.email=ana@example.com', ...words],
      {
        encoding: 'utf8',
      },
    ).trim();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
    if (text.startsWith('#!')) chmodSync(join(directory, path), 0o755);
  };
  const commit = (more: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(more)) write(path, text);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'next');
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  commit({ 'cutover.yml': config, '.gitignore': '.cutover/\n', 'index.html': 'one\n', ...files });
  return {
    directory,
    commit,
    write,
    git,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
