import { expect, test } from 'vitest';
import { secretNameFindings } from '../../src/release/secret-finding.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

test.each([
  '.env',
  '.env.production',
  '.envrc',
  'config/.env.local',
  '.ENV',
  '.env.dist',
  '.ssh/id_rsa',
  'id_ed25519',
  'id_ecdsa_sk',
  'server.p12',
  'putty.PPK',
])('secretNameFindings() takes %s for a secret', (path) => {
  expect(secretNameFindings(aFile(path))).toMatchObject([
    { rule: 'secret-in-package', severity: 'error', subject: path },
  ]);
});

test.each([
  '.env.example',
  'app/.env.example',
  'env',
  'src/environment.php',
  'id_rsa.pub',
  'valid_rsa',
  'cert.pem',
])('secretNameFindings() sees nothing in the name %s', (path) => {
  expect(secretNameFindings(aFile(path))).toEqual([]);
});

test('secretNameFindings() minds a link and does not mind a directory', () => {
  expect(secretNameFindings(aLink('.env', 'other'))).toHaveLength(1);
  expect(secretNameFindings(aDirectory('.env'))).toEqual([]);
});
