/** Where programs are, for everything that is started. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What every tool gets: nothing of the caller’s, and how ssh is to be called. */
export function environment({ keys, directory }) {
  const options = ['-F none', `-i ${keys.login}`, `-o UserKnownHostsFile=${keys.knownHosts}`];
  const set = `${options.join(' ')} -o IdentitiesOnly=yes -o BatchMode=yes -o LogLevel=ERROR`;
  return {
    ...{ PATH: systemPath, HOME: directory, LC_ALL: 'C.UTF-8', USER_THERE: keys.user },
    ...{ SSH_OPTIONS: set, SSH: `ssh ${set}` },
  };
}
