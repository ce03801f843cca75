import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasOpenssh, loginUser } from './openssh.ts';

/** Makes what many test files need at once: the command line, and the account that hosts let in. */
export function setup(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (hasOpenssh()) loginUser();
}
