/**
 * What users of release tools report most, what the tools they use do about it, and what Cutover does. Sources of the
 * peers' column: their code and issue trackers, read in November 2026 (Deployer 8.0.0-rc, Capistrano 3.20, Ansistrano
 * 4.4, Kamal 2.12, Shipit 5.3, Helm 4.1, SSHKit 1.25).
 */
export const faults = [
  {
    test: 'T-1',
    failure: 'The tool is killed; its lock stays',
    peers: 'Deployer, Kamal: the lock stays until somebody removes it by hand',
    cutover:
      'The next run sees that the owner gives no sign of life, says whose run it was, and puts it right',
  },
  {
    test: 'T-2',
    failure: 'A lock is given back by somebody else; one host under two names',
    peers: 'Deployer unlocks whoever holds it; a host listed twice locks itself out',
    cutover: 'Only the token that took a lock gives it back; two names of one host are recognised',
  },
  {
    test: 'T-4',
    failure: 'Cleaning up deletes the live release',
    peers: 'Shipit and Ansistrano delete it after a rollback to an old release',
    cutover: 'Live, previous, last good, pinned and still running releases are never removed',
  },
  {
    test: 'T-5',
    failure: 'Releases ordered by the times of directories',
    peers: 'Capistrano, Ansistrano: a touch or a restore changes what a rollback goes to',
    cutover: 'The order is that of the records',
  },
  {
    test: 'T-6',
    failure: 'Clocks: summer time, a host that is a day off',
    peers: 'Names and order by local time have broken Deployer and Ansistrano',
    cutover: 'Everything in UTC; no clock of a host decides anything',
  },
  {
    test: 'T-7',
    failure: 'A file that cannot be removed',
    peers: 'Capistrano, Deployer: a good release turns red, or nobody is told',
    cutover: 'The release is good, with a warning: path and owner',
  },
  {
    test: 'T-8',
    failure: 'The old code goes on answering (opcache, old workers)',
    peers: 'Not looked at; Deployer documents how to set up nginx',
    cutover: 'A probe passes only when the new build’s name is in the answer',
  },
  {
    test: 'T-9',
    failure: 'A server that works in a deleted release',
    peers: 'Pruned under its feet: puma breaks every keep_releases-th time',
    cutover: 'Named after the switch (host, pid, command); its release is kept',
  },
  {
    test: 'T-10',
    failure: 'Five hosts, the third fails',
    peers: 'Ansistrano: four are switched. Capistrano, Deployer, Kamal: mixed, no way back',
    cutover: 'All on the old release, or, where the target says so, four on the new one and exit 6',
  },
  {
    test: 'T-11',
    failure: 'A rollback across a migration',
    peers: 'Capistrano “does nothing special”; Kamal runs the deploy hooks again',
    cutover: 'The release that is left takes its own migrations back, if they are reversible',
  },
  {
    test: 'T-12',
    failure: 'A rollback that reloads nothing',
    peers: 'Deployer runs no hooks on rollback',
    cutover: 'The same reload hooks as a release',
  },
  {
    test: 'T-13',
    failure: 'A rollback to the wrong release',
    peers: 'Capistrano: the second newest, whatever is live',
    cutover: 'To what was live before on that host, complete and not bad; twice goes back two',
  },
  {
    test: 'T-14',
    failure: '`current` is a directory',
    peers: '`ln -sfn` nests a link in it and says yes; Ansistrano deletes it',
    cutover: 'Refused with the command that takes it over',
  },
  {
    test: 'T-15',
    failure: 'A switch that is not atomic',
    peers: 'BusyBox or uutils `ln -sfn`: hundreds of failed reads in 400 switches',
    cutover: 'Only rename(2), proved on that host before; 0 failed reads',
  },
  {
    test: 'T-16',
    failure: 'The disk fills up',
    peers: 'Half a release stays, and counts as one',
    cutover: 'Asked before; old releases make room first; what this run made goes',
  },
  {
    test: 'T-17',
    failure: 'The connection is lost',
    peers: 'SSHKit: an error, and nobody knows what became of the command',
    cutover: 'Opened again; a running hook is joined and its result fetched, never run twice',
  },
  {
    test: 'T-18',
    failure: 'Ctrl-C or a timeout leaves the remote process running',
    peers: 'Deployer, Capistrano: it runs on',
    cutover: 'Its whole process group is gone within 5 s; after kill -9, at the hook’s timeout',
  },
  {
    test: 'T-19',
    failure: 'A branch named `x;touch /tmp/p`',
    peers: 'SSHKit runs it',
    cutover: 'A value is never shell text; the record has it exactly',
  },
  {
    test: 'T-20',
    failure: 'A host key that is unknown or has changed',
    peers: 'Capistrano, Ansistrano: accepted by default for git, hosts not strict',
    cutover: 'Refused, with no way to switch that off',
  },
  {
    test: 'T-21',
    failure: 'Scripts in /tmp: collisions, noexec',
    peers: 'Capistrano: fails',
    cutover: 'Nothing is written outside the target’s own directory',
  },
  {
    test: 'T-22',
    failure: 'Shared paths: nested, missing, full of data',
    peers: 'Deployer: wiped, or refused without a reason',
    cutover: 'Never a byte lost: what is in the way is kept aside',
  },
  {
    test: 'T-23',
    failure: 'Releases numbered differently on each host',
    peers: 'Deployer counts per host',
    cutover: 'One name everywhere; other content under that name is refused',
  },
  {
    test: 'T-24',
    failure: 'Old pages ask for assets that are gone',
    peers: 'Kamal bridges them between containers; the others do not',
    cutover: '`bridge` keeps them reachable both ways until they age out',
  },
  {
    test: 'T-25',
    failure: 'A verification without data passes',
    peers: 'Flagger, Argo: a misnamed metric passed silently',
    cutover: 'A probe that was not answered, or by another build, has failed',
  },
];

/** T-3 is about Helm’s own state; Cutover does not drive Helm. */
export const notOurs = ['T-3'];
