import { expect, test } from 'vitest';
import { privateKeyAt } from '../../src/release/private-key.ts';

/** Written in two parts, so that this file is no secret itself. */
const begin = (kind: string) => `-----BEGIN ${kind}PRIVATE ${'KEY'}-----\n`;

test.each([
  ['a bare key', 'key', `${begin('')}MC4CAQAw\n`, 0],
  ['an encrypted one', 'server', `${begin('RSA ')}Proc-Type: 4,ENCRYPTED\n`, 0],
  ['blank lines in front', 'x', `\n\n${begin('OPENSSH ')}`, 2],
  ['a certificate in front, in a .pem', 'chain.pem', `cert\n${begin('EC ')}`, 5],
  ['a word about keys', 'README.md', `like this:\n${begin('')}`, undefined],
  ['a public key', 'key.pem', '-----BEGIN PUBLIC KEY-----\n', undefined],
  ['a quoted line', 'key.php', `$begin = "${begin('')}"`, undefined],
])('privateKeyAt() of %s', (_, path, text, index) => {
  expect(privateKeyAt(path, text)).toBe(index);
});
