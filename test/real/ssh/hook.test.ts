import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aMark, anEnvironment, hooksAt, places, sleepers } from '../../support/hook-places.ts';
import { canMount } from '../../support/hosts.ts';

describe.each(places)('a hook on $title', (place) => {
  const { hook, way } = hooksAt(place);

  test('passes with exit code 0', async () => {
    expect(await hook('echo fine')).toEqual({
      exit: 0,
      outcome: 'passed',
      seconds: 2,
      tail: 'fine\n',
    });
  });

  test.each([1, 2, 127, 255])('fails with exit code %i', async (exit) => {
    expect(await hook(`exit ${exit}`)).toMatchObject({ exit, outcome: 'failed' });
  });

  test('fails when a signal ended it', async () => {
    expect(await hook('kill -KILL $$')).toMatchObject({ exit: 137, outcome: 'failed' });
  });

  test('fails when its directory is not there', async () => {
    const result = await hook('echo not run', { directory: join(way().directory, 'missing') });
    expect(result).toMatchObject({
      exit: 1,
      outcome: 'failed',
      tail: expect.stringContaining('missing'),
    });
    expect(result.tail).not.toContain('not run');
  });

  test('runs in its directory, with its environment, without input', async () => {
    const { tail } = await hook('pwd; printf "%s\\n" "$CUTOVER_BUILD" "$CUTOVER_NAME"; cat');
    expect(tail).toBe(`${way().directory}\n118\n${anEnvironment.CUTOVER_NAME}\n`);
  });

  test('shows output and errors in their order, without the result, and keeps the last 4,000 characters', async () => {
    let shown = '';
    const line =
      'echo ä; echo b >&2; echo c; i=0; while [ $i -lt 2000 ]; do echo "ü$i"; i=$((i+1)); done; printf end';
    const { tail } = await hook(line, {
      onOutput: (text) => {
        shown += text;
      },
    });
    expect(shown).toMatch(/^ä\nb\nc\nü0\n/);
    expect(shown).toMatch(/\nü1999\nend$/);
    expect(tail).toBe(shown.slice(-4_000));
  });

  test('cannot pretend a result', async () => {
    const { outcome, tail } = await hook(`printf '\\036%s exited 0\\n' ${'0'.repeat(32)}; exit 7`);
    expect(outcome).toBe('failed');
    expect(tail).toBe(`\u001e${'0'.repeat(32)} exited 0\n`);
  });

  test('may leave a daemon behind on purpose, and nobody waits for it', async () => {
    const seconds = aMark();
    const result = await hook(`sleep ${seconds} & echo $!`);
    expect(result.outcome).toBe('passed');
    expect(sleepers(seconds)).toEqual([Number(result.tail)]);
    process.kill(Number(result.tail));
  });

  test('may leave a daemon behind that never stops talking', async () => {
    const result = await hook('(while sleep 0.05; do echo noise; done) & echo $!');
    expect(result.outcome).toBe('passed');
    process.kill(Number(/^\d+$/m.exec(result.tail)?.[0]));
  });

  test('does not begin for long when the run was interrupted before', async () => {
    const seconds = aMark();
    const result = await hook(`sleep ${seconds}`, { signal: AbortSignal.abort() });
    expect(result.outcome).toBe('interrupted');
    expect(sleepers(seconds)).toEqual([]);
  });

  test('prints without end and fills no disk: the beginning and the end are kept', async () => {
    const run = join(way().directory, aMark());
    let shown = '';
    const { outcome } = await hook('yes | head -c 60000000; echo the end', {
      run,
      onOutput: (text) => {
        shown += text;
      },
    });
    expect(outcome).toBe('passed');
    expect(shown.length).toBeLessThan(16 * 1024 * 1024 + 5_000);
    expect(shown.slice(0, 4)).toBe('y\ny\n');
    expect(shown.slice(-5_000)).toMatch(/y\n\n\[what came between is left out\]\n(y\n)+the end\n$/);
  });

  test('is told of even when it has filled the disk that its result is kept on', {
    skip: !canMount(),
  }, async () => {
    const disk = join(way().directory, aMark());
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', disk]);
    const line = `head -c 9000000 /dev/zero > ${disk}/fill; echo full; exit 3`;
    const result = await hook(line, { run: join(disk, 'run') });
    execFileSync('umount', [disk]);
    expect(result).toMatchObject({ exit: 3, outcome: 'failed' });
  });

  test('refuses a variable with a name that is none', async () => {
    await expect(hook('true', { environment: { 'A B': '1' } })).rejects.toMatchObject({
      code: 'usage',
    });
  });
});
