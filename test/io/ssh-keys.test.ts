import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, describe, expect, test } from 'vitest';
import { findIdentities, type KeyPlaces } from '../../src/io/ssh-keys.ts';
import { Secret } from '../../src/secret.ts';

const directory = mkdtempSync('/tmp/cutover-keys-');
afterAll(() => rmSync(directory, { recursive: true }));

const { private: key, public: publicKey } = aKeyPair();
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const locked = ssh2.utils.generateKeyPairSync('ed25519', {
  passphrase: 'x',
  cipher: 'aes256-cbc',
  rounds: 1,
}).private;
const pkcs8 = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A key pair; ssh2 1.17 makes one in 300 that nothing can read, its own parser included. */
function aKeyPair(): { readonly private: string; readonly public: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  return ssh2.utils.parseKey(pair.private) instanceof Error ? aKeyPair() : pair;
}

/** Places where nothing is, but what is named. */
function places(own: Partial<KeyPlaces> = {}): KeyPlaces {
  const home = mkdtempSync(join(directory, 'home-'));
  return { home, pipelinesDirectory: join(home, 'pipelines'), ...own };
}
const withFile = (folder: 'pipelines' | '.ssh', name: string, text: string): KeyPlaces => {
  const own = places();
  mkdirSync(join(own.home, folder));
  writeFileSync(join(own.home, folder, name), text, { mode: 0o644 });
  return own;
};
const sourcesOf = async (own: KeyPlaces) =>
  (await findIdentities(own)).map(({ source }) => source.replace(own.home, '~'));
const opened = async (text: string) => {
  const [identity] = await findIdentities(places({ sshKey: new Secret(text) }));
  return identity !== undefined && 'key' in identity ? identity.key.open() : undefined;
};

describe('SSH_KEY', () => {
  test.each([
    ['base64', base64(key)],
    ['base64 with line breaks and a last one', `${base64(key).replace(/.{76}/g, '$&\n')}\n`],
    ['the key as it is', key],
    ['a key without its last line break', key.trim()],
    ['a key with CRLF', key.replaceAll('\n', '\r\n')],
    ['base64 of a key with CRLF', base64(key.replaceAll('\n', '\r\n'))],
    ['a key whose lines were joined by spaces', key.replaceAll('\n', ' ')],
    ['a key whose line breaks were written "\\n"', key.trim().replaceAll('\n', '\\n')],
  ])('may be %s', async (_, text) => {
    expect(ssh2.utils.parseKey((await opened(text)) ?? '')).not.toBeInstanceOf(Error);
  });

  test('may be an RSA key in the old format', async () => {
    expect(await opened(base64(rsa.privateKey))).toBe(rsa.privateKey);
  });

  test.each([
    ['is not base64', 'not base64!', 'it is not base64'],
    ['is a public key', publicKey, 'it is a public key, the private one is needed'],
    [
      'is a public key in base64',
      base64(publicKey),
      'it is a public key, the private one is needed',
    ],
    [
      'is a public key in the format of PEM',
      rsa.publicKey,
      'it is a public key, the private one is needed',
    ],
    ['has a passphrase', base64(locked), 'it has a passphrase, which only an SSH agent can open'],
    ['is empty', '', 'it is not base64'],
    ['is a word', 'hunter2hunter2', 'it holds no private key'],
    ['lost its end', base64(key.slice(0, 200)), 'it holds no private key'],
    [
      'lost its middle',
      base64(key.replace(/\n(.{20}).{24}/, '\n$1')),
      'it is damaged, or of a format that is not supported',
    ],
    [
      'is of the format PKCS#8',
      base64(pkcs8),
      'it is damaged, or of a format that is not supported',
    ],
  ])('that %s is refused, and stays secret', async (_, text, reason) => {
    const error = await findIdentities(places({ sshKey: new Secret(text) })).catch((e) => e);
    expect(error).toMatchObject({
      code: 'usage',
      message: `Cannot use the SSH key from SSH_KEY: ${reason}`,
    });
    if (text !== '')
      expect(`${error.stack}${error.hint}${error.cause}`).not.toContain(text.slice(0, 20));
  });
});

describe('findIdentities()', () => {
  test('takes SSH_KEY before everything else', async () => {
    const own = withFile('pipelines', 'id_rsa_tmp', key);
    expect(await sourcesOf({ ...own, sshKey: new Secret(key), agentSocket: '/a' })).toEqual([
      'SSH_KEY',
    ]);
  });

  test('takes the named file before the key of the pipeline', async () => {
    const own = withFile('pipelines', 'id_rsa_tmp', key);
    const keyFile = join(own.home, 'named');
    writeFileSync(keyFile, key);
    expect(await sourcesOf({ ...own, keyFile })).toEqual(['~/named']);
  });

  test('takes the key of the pipeline, which anybody may read, when the named file is not there', async () => {
    const own = withFile('pipelines', 'id_rsa_tmp', rsa.privateKey);
    expect(await sourcesOf({ ...own, keyFile: '/nonexistent' })).toEqual([
      '~/pipelines/id_rsa_tmp',
    ]);
  });

  test('takes the agent, then the own keys of a laptop', async () => {
    const own = withFile('.ssh', 'id_rsa', rsa.privateKey);
    writeFileSync(join(own.home, '.ssh', 'id_ed25519'), key);
    expect(await sourcesOf({ ...own, agentSocket: '/run/agent' })).toEqual([
      'the SSH agent',
      '~/.ssh/id_ed25519',
      '~/.ssh/id_rsa',
    ]);
  });

  test('leaves a key with a passphrase to the agent', async () => {
    const own = withFile('.ssh', 'id_ed25519', locked);
    expect(await sourcesOf({ ...own, agentSocket: '/run/agent' })).toEqual(['the SSH agent']);
    await expect(findIdentities(own)).rejects.toThrow('it has a passphrase');
  });

  test('says what to do when there is no key at all', async () => {
    await expect(findIdentities(places())).rejects.toMatchObject({
      code: 'usage',
      message: 'Cannot log in to hosts: there is no SSH key',
    });
  });
});
