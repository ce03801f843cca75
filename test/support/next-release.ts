import type { Stand } from './a-stand.ts';

let count = 0;

/** Releases something new, and gives its build. */
export async function nextRelease(stand: Stand): Promise<string> {
  count += 1;
  stand.project.commit({ 'index.html': `release ${count}\n` });
  const { exit, stdout, stderr } = await stand.run('release');
  if (exit !== 0) throw new Error(`The release ended with ${exit}:\n${stdout}${stderr}`);
  return stand.live()[0] ?? '';
}
