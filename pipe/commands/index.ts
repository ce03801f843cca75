import type { Command } from '../command.ts';

/** A command’s line in the help, and where its code is: loaded only when it is called. */
export interface Entry {
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, Entry>> = {
  package: {
    summary: 'pack the built tree of the checked-out commit into the store',
    load: async () => (await import('./package.ts')).packageTree,
  },
  validate: {
    summary: 'check a package; with --target, place it on the hosts, not live',
    load: async () => (await import('./validate.ts')).validate,
  },
  activate: {
    summary: 'make a package live on every host of a target, or on none',
    load: async () => (await import('./activate.ts')).activate,
  },
  release: {
    summary: 'package, validate and activate in one run',
    load: async () => (await import('./release.ts')).release,
  },
  rollback: {
    summary: 'go back to what was live before on each host, or --to a build',
    load: async () => (await import('./rollback.ts')).rollback,
  },
  adopt: {
    summary: 'take over what another tool has put on the hosts; what is live stays live',
    load: async () => (await import('./adopt.ts')).adopt,
  },
  recover: {
    summary: 'end what a run that died has begun: finish it or take it back, and free its lock',
    load: async () => (await import('./recover.ts')).recover,
  },
  status: {
    summary: 'what is live on each host, since when, by whom',
    load: async () => (await import('./status.ts')).status,
  },
  history: {
    summary: 'who did what when; --check verifies that the records are whole',
    load: async () => (await import('./history.ts')).history,
  },
  drift: {
    summary: 'files of the live release that were changed, added or removed',
    load: async () => (await import('./drift.ts')).drift,
  },
  verify: {
    summary: 'run the target’s verification against what is live',
    load: async () => (await import('./verify.ts')).verify,
  },
  prune: {
    summary: 'remove releases that retention does not protect, or one --build',
    load: async () => (await import('./prune.ts')).prune,
  },
  pin: {
    summary: 'protect a release from retention; --remove to end it',
    load: async () => (await import('./pin.ts')).pin,
  },
  'lock show': {
    summary: 'who holds the lock of each host',
    load: async () => (await import('./lock.ts')).lockShow,
  },
  'lock break': {
    summary: 'take the lock away from a run that is dead; needs --reason',
    load: async () => (await import('./lock.ts')).lockBreak,
  },
  'govern plan': {
    summary: 'what must change for Bitbucket’s settings to be as the policy says',
    load: async () => (await import('./govern-plan.ts')).governPlan,
  },
  'govern apply': {
    summary: 'make Bitbucket’s settings what the policy says; shows the plan and asks',
    load: async () => (await import('./govern-apply.ts')).governApply,
  },
  'govern audit': {
    summary: 'are Bitbucket’s settings what the policy says? every control, and writes nothing',
    load: async () => (await import('./govern-audit.ts')).governAudit,
  },
  'govern explain': {
    summary: 'which layer of the policy says what of a --control of a --repository',
    load: async () => (await import('./govern-explain.ts')).governExplain,
  },
  'govern export': {
    summary: 'the live settings of repositories as a policy; writes it to --output',
    load: async () => (await import('./govern-export.ts')).governExport,
  },
  'govern restore': {
    summary: 'make the settings what they were: --from evidence, or a --run of the journal',
    load: async () => (await import('./govern-restore.ts')).governRestore,
  },
  'govern rotate': {
    summary: 'give the policy’s secured variables new values from the environment',
    load: async () => (await import('./govern-rotate.ts')).governRotate,
  },
  demo: {
    summary: 'the whole story on this machine alone',
    load: async () => (await import('./demo.ts')).demo,
  },
};
