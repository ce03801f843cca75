import { expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

test('what only Premium has: an apply says what was refused, an audit what differs, and both why', async () => {
  const text =
    'workspace: zentra\ndefaults:\n  branches: { main: { push: nobody, enforceMergeChecks: true } }\n';
  const { run } = await aDesk(text, ['shop'], { plan: 'free' });
  const applied = await run('govern', 'apply', '--yes');
  expect(applied.exit).toBe(3);
  expect(applied.out).toContain('1 of 2 changes made in 1 place, 1 not in Bitbucket’s plan');
  const audit = await run('govern', 'audit');
  expect(audit.exit).toBe(2);
  expect(audit.out).toContain(
    'branches/main/enforceMergeChecks: missing; only Bitbucket Premium has it',
  );
});

test('a plan does not call right what a person has to make', async () => {
  const secured = 'workspace: zentra\ndefaults: { variables: { KEY: { secured: true } } }\n';
  const { run } = await aDesk(secured, ['shop']);
  const { exit, out } = await run('govern', 'plan', '--exit-code');
  expect({ exit, out }).toEqual({
    exit: 0,
    out: expect.stringContaining('no changes, and 1 that only a person can make'),
  });
});
