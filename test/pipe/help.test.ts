import { describe, expect, test } from 'vitest';
import { commands } from '../../pipe/commands/index.ts';
import { commandHelp, help } from '../../pipe/help.ts';
import { kebab, snake } from '../../pipe/read-options.ts';
import { runCommand } from '../../pipe/run-command.ts';
import { exitCodes } from '../../src/error.ts';
import { aProcess } from '../support/a-process.ts';

describe('help', () => {
  test('names every command and what it does', () => {
    for (const [name, { summary }] of Object.entries(commands)) {
      expect(help()).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 10)}`, 'm'));
    }
  });

  test('names every exit code', () => {
    for (const code of [0, ...Object.values(exitCodes), 70]) {
      expect(help()).toMatch(new RegExp(`[:·] ${code} `));
    }
  });

  test('says that secrets come from the environment, and takes none on the command line', () => {
    expect(help()).toMatch(/From the environment only:\n {2}SSH_KEY/);
    expect(help()).not.toContain('--ssh-key');
  });

  test.each(Object.keys(commands))(
    'of %s names each of its options, as option and as variable',
    async (name) => {
      const command = await commands[name]!.load();
      const text = commandHelp(name, command);
      expect(text.split('\n')[0]).toBe(`Usage: cutover ${name} [options]`);
      for (const option of command.options) {
        expect(text).toMatch(new RegExp(`^  --${kebab(option)}[ <].*\\[${snake(option)}\\]$`, 'm'));
      }
    },
  );

  test.each([['govern'], ['govern pln'], ['lock']])(
    '%s: the commands of two words are told',
    async (line) => {
      const { process, told } = aProcess('/');
      expect(await runCommand(line.split(' '), process)).toBe(64);
      expect(told.err).toContain(`Cannot find the command "${line}"`);
      expect(told.err).toContain(
        line.startsWith('govern') ? 'govern plan, govern apply' : 'lock show',
      );
    },
  );

  test('of a first word is that of all commands', async () => {
    const { process, told } = aProcess('/');
    expect(await runCommand(['govern', '--help'], process)).toBe(0);
    expect(told.out).toBe(`${help()}\n`);
  });
});
