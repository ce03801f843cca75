import { describe, expect, test } from 'vitest';
import { commands } from '../../pipe/commands/index.ts';
import { commandHelp, help } from '../../pipe/help.ts';
import { kebab, snake } from '../../pipe/read-options.ts';
import { exitCodes } from '../../src/error.ts';

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
});
