import type { Step } from '../../src/release/plan.ts';
import type { ReleaseFacts, Script } from '../../src/release/script.ts';

/** A step that is nothing but its title. */
export function aStep(title: string): Step {
  return { does: 'run', title, command: [] };
}

/** What names a release, from its build alone. */
export function aReleaseFacts(build: string): ReleaseFacts {
  return { build, version: build, commit: '', branch: 'main' };
}

/** What a host goes through from release A to B, each step called after what it is for. */
export function aScript(own: Partial<Script> = {}): Script {
  const { host = 'a' } = own;
  return {
    host,
    address: host,
    to: aReleaseFacts('B'),
    from: aReleaseFacts('A'),
    open: [aStep('open')],
    place: { upload: [aStep('send')], prepare: [aStep('share')], seal: [aStep('seal')] },
    cutOver: {
      stage: [aStep('stage')],
      switch: [aStep('switch')],
      restore: [aStep('restore')],
    },
    hooks: {
      prepare: [aStep('prepare hook')],
      migrate: [],
      reload: [aStep('reload hook')],
      verify: [],
    },
    reloadBack: [aStep('reload A')],
    undo: [],
    remove: [],
    ...own,
  };
}
