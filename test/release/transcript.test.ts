import { describe, expect, test } from 'vitest';
import type { Step } from '../../src/release/plan.ts';
import { lineOf, planLines, shellOf } from '../../src/release/transcript.ts';
import { aStep } from '../support/a-script.ts';

describe('lineOf()', () => {
  test.each<[Step, string]>([
    [{ does: 'run', title: 'Seal 7', command: ['sh'] }, 'Seal 7'],
    [{ does: 'upload', title: '', to: '/in' }, 'upload to /in'],
    [
      { does: 'upload', title: '', to: '/in', base: { directory: '/7', seal: '/s/7' } },
      'upload to /in, on top of /7',
    ],
    [{ does: 'compare', title: '', directory: '/7', seal: '/s/7' }, 'compare /7 with /s/7'],
    [{ does: 'prove', title: '', scratch: '/s' }, 'prove the atomic rename'],
    [
      { does: 'rename', title: '', from: '/next', to: '/current', text: 'B' },
      'rename /next /current',
    ],
    [
      {
        does: 'hook',
        title: '',
        run: '/runs/1',
        line: 'make it so',
        directory: '/7',
        timeout: 60,
        environment: {},
      },
      'run make it so (at most 60s)',
    ],
    [
      { does: 'probe', title: '', url: 'http://a', expect: [200, 204], timeout: 5, within: 30 },
      'probe http://a for 200 or 204 within 30s',
    ],
  ])('says $does in one line', (step, line) => {
    expect(lineOf(step)).toBe(line);
  });
});

describe('shellOf()', () => {
  test('is the quoted text of what a shell runs', () => {
    expect(shellOf({ does: 'run', title: '', command: ['rm', '-f', 'a b'] })).toBe("rm -f 'a b'");
  });

  test('is nothing for what no shell runs', () => {
    expect(shellOf({ does: 'upload', title: '', to: '/in' })).toBeUndefined();
  });
});

describe('planLines()', () => {
  test('tells what will be done, and then how it would be undone', () => {
    expect(
      planLines({
        action: 'activate',
        build: 'B',
        target: 'production',
        stages: [
          { phase: 'switch', lanes: ['a', 'b'].map((host) => ({ host, steps: [aStep('go')] })) },
        ],
        rollback: [
          { phase: 'switch', undoes: 'switch', lanes: [{ host: 'a', steps: [aStep('return')] }] },
        ],
        finish: [{ phase: 'finish', lanes: [{ host: 'a', steps: [aStep('tidy')] }] }],
      }),
    ).toEqual(['switch a: go', 'switch b: go', 'finish a: tidy', 'on failure: switch a: return']);
  });
});
