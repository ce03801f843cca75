import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { mostScanned, secretsIn } from '../../src/io/secret-scan.ts';

// Put together here, so that this file holds no secret itself.
const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
const aws = `AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMI7K7MDENG2bPxRfiCYzzzzzzzzzz'}`;
const url = `https://ana:${'s3cr3tW0rd'}@registry.example.net/x`;
const slack = `xoxb-${'123456789012'}-${'123456789012'}-${'abcdefghijklmnopqrstuvwx'}`;

function found(path: string, text: string | Buffer): string[] {
  return secretsIn(path, Buffer.from(text)).map(({ message }) => message);
}

test.each([
  ['a GitHub token', 'a.php', `<?php\n\n$t = '${token}';`, 'line 3: github/GITHUB_TOKEN'],
  ['an AWS key', 'deploy.sh', aws, 'line 1: aws/AWSSecretAccessKey'],
  ['a Slack token', 'notes.txt', `\n${slack}\n`, 'line 2: slack/SLACK_TOKEN'],
  ['a password in an address', 'a.yml', `x: ${url}`, 'line 1: basicauth/BasicAuth'],
  [
    'an npm token',
    'a/.npmrc',
    `//x/:_authToken=${'abcdef0123456789'}`,
    'line 1: npm/Npmrc_authToken',
  ],
])('secretsIn() finds %s', (_, path, text, told) => {
  const [line, rule] = told.split(': ');
  expect(found(path, text)).toEqual([`${line} holds a secret, by the rule "${rule}"`]);
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const short = generateKeyPairSync('ed25519').privateKey;
const encryption = { cipher: 'aes-256-cbc', passphrase: 'x' };

test.each([
  ['an RSA key', rsa.export({ type: 'pkcs1', format: 'pem' })],
  ['an elliptic key', elliptic.export({ type: 'sec1', format: 'pem' })],
  ['a short key', short.export({ type: 'pkcs8', format: 'pem' })],
  ['an encrypted key', rsa.export({ type: 'pkcs1', format: 'pem', ...encryption })],
])('secretsIn() finds %s, once', (_, pem) => {
  expect(found('keys/server', pem)).toHaveLength(1);
});

test('secretsIn() never says the secret itself', () => {
  const findings = secretsIn('a', Buffer.from([token, aws, url, slack].join('\n')));
  expect(findings.length).toBeGreaterThanOrEqual(4);
  const said = JSON.stringify(findings);
  for (const secret of [token, aws.split('=')[1]!, 's3cr3tW0rd', slack]) {
    expect(said).not.toContain(secret);
  }
});

test('secretsIn() does not let a file vouch for itself', () => {
  expect(found('a', `// secretlint-disable\n${token}`)).toHaveLength(1);
});

test.each<[string, string | Buffer]>([
  ['what is no secret', '<?php echo "hello";'],
  ['a file that is no text', Buffer.concat([Buffer.alloc(1), Buffer.from(token)])],
  ['a file of more than 1 MiB', token.padEnd(mostScanned + 1)],
  ['nothing at all', ''],
])('secretsIn() finds nothing in %s', (_, text) => {
  expect(found('a.txt', text)).toEqual([]);
});

test('secretsIn() looks to the end of the largest file it reads', () => {
  expect(found('a.txt', `\n${token}`.padStart(mostScanned))).toHaveLength(1);
});

test('secretsIn() does not open files by their names', () => {
  expect(found('/etc/ssl/private.p12', 'text')).toEqual([]);
});
