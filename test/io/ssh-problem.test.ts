import { describe, expect, test } from 'vitest';
import { sshProblem } from '../../src/io/ssh-problem.ts';

const attempt = {
  host: 'web-1:2222',
  address: 'web-1',
  port: 2222,
  user: 'deploy',
  keys: ['the SSH agent', '~/.ssh/id_rsa'],
  timeout: 20,
};
const anError = (message: string, more: object = {}) => Object.assign(new Error(message), more);

describe('sshProblem()', () => {
  test.each([
    [{ code: 'ECONNREFUSED' }, 'web-1 port 2222 refuses connections'],
    [{ code: 'ENOTFOUND' }, 'the name "web-1" has no address'],
    [{ code: 'EAI_AGAIN' }, 'the name "web-1" has no address'],
    [{ code: 'EHOSTUNREACH' }, 'there is no way to web-1 port 2222'],
    [{ code: 'ENETUNREACH' }, 'there is no way to web-1 port 2222'],
    [{ code: 'ETIMEDOUT' }, 'web-1 port 2222 did not answer within 20 s'],
    [{ level: 'client-timeout' }, 'web-1 port 2222 did not answer within 20 s'],
    [
      { code: 'ECONNRESET', message: 'read ECONNRESET' },
      'web-1 port 2222 closed the connection before a login',
    ],
    [
      { level: 'client-authentication' },
      'it does not let "deploy" in with the key from the SSH agent, ~/.ssh/id_rsa',
    ],
    [
      { message: 'Received disconnect: Too many authentication failures', code: 2 },
      'it does not let "deploy" in with the key from the SSH agent, ~/.ssh/id_rsa',
    ],
    [
      { message: 'Handshake failed: no matching key exchange algorithm', level: 'handshake' },
      'it speaks no algorithm we speak (Handshake failed: no matching key exchange algorithm)',
    ],
    [{ message: 'Bad packet length' }, 'Bad packet length'],
  ])('turns %j into a sentence with a hint', (properties, reason) => {
    const cause = anError('x', properties);
    expect(sshProblem(cause, attempt)).toMatchObject({
      code: 'failed',
      message: `Cannot connect to web-1:2222: ${reason}`,
      hint: expect.stringMatching(/./),
      cause,
    });
  });
});
