import { Stop } from '../error.ts';

/** Who wanted to go where, and what they had with them: for sentences about a connection that failed. */
export interface Attempt {
  /** The host's name as people read it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Where the keys came from that were offered: `SSH_KEY`, `/home/ana/.ssh/id_ed25519`. */
  readonly keys: readonly string[];
  /** Seconds. */
  readonly timeout: number;
}

/** What ssh2 and the sockets below it put on their errors. */
type SshError = Error & { readonly level?: string; readonly code?: string | number };

interface Reason {
  readonly reason: string;
  readonly hint: string;
}

/** An error of a connection that could not be made, as a sentence that says what to do. */
export function sshProblem(error: SshError, attempt: Attempt): Stop {
  const { reason, hint } =
    socketReason(error, attempt) ?? sessionReason(error, attempt) ?? otherReason(error, attempt);
  return new Stop('failed', `Cannot connect to ${attempt.host}: ${reason}`, { cause: error, hint });
}

function socketReason({ code }: SshError, { address, port, timeout }: Attempt): Reason | undefined {
  const place = `${address} port ${port}`;
  const network = 'Check the address, the port and the firewall between this machine and the host';
  switch (code) {
    case 'ECONNREFUSED':
      return {
        reason: `${place} refuses connections`,
        hint: 'Check that sshd runs there, and the port',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        reason: `the name "${address}" has no address`,
        hint: 'Check the name, and the DNS of this machine',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return { reason: `there is no way to ${place}`, hint: network };
    case 'ETIMEDOUT':
      return { reason: `${place} did not answer within ${timeout} s`, hint: network };
    default:
      return undefined;
  }
}

function sessionReason({ level, message }: SshError, attempt: Attempt): Reason | undefined {
  if (level === 'client-timeout')
    return {
      reason: `${attempt.address} port ${attempt.port} did not answer within ${attempt.timeout} s`,
      hint: 'Check the address, the port and the firewall between this machine and the host',
    };
  // sshd ends the session after MaxAuthTries keys, before ssh2 has offered them all.
  if (level === 'client-authentication' || /authentication failures/i.test(message))
    return refusedLogin(attempt);
  if (/no matching/i.test(message))
    return {
      reason: `it speaks no algorithm we speak (${message})`,
      hint: 'Update the SSH server: it offers only algorithms that are no longer safe',
    };
  return undefined;
}

function refusedLogin({ user, keys, address }: Attempt): Reason {
  return {
    reason: `it does not let "${user}" in with ${keys.length === 0 ? 'no key' : `the key from ${keys.join(', ')}`}`,
    hint: `Add the public key to ~${user}/.ssh/authorized_keys on ${address}, or name another user or key`,
  };
}

function otherReason({ message }: SshError, { address, port }: Attempt): Reason {
  return /before handshake|ECONNRESET|ended|closed/i.test(message)
    ? {
        reason: `${address} port ${port} closed the connection before a login`,
        hint: 'Check that the port belongs to an SSH server that is not overloaded (MaxStartups) and lets this address in',
      }
    : { reason: message, hint: `Try "ssh -v -p ${port} ${address}" from this machine` };
}
