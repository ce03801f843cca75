import { describe, expect, test } from 'vitest';
import { execute } from '../../src/engine/execute.ts';
import type { Engine } from '../../src/engine/run-stage.ts';
import { tidy } from '../../src/engine/tidy.ts';
import type { Event } from '../../src/event.ts';
import { Ousted } from '../../src/ousted.ts';
import type { Beginning } from '../../src/release/chunk.ts';
import { type Phase, type Plan, runner, type Stage, type Step } from '../../src/release/plan.ts';
import { aPlan, aStage, aWayBack } from '../support/a-plan.ts';
import { aStep } from '../support/a-script.ts';
import { stepByStep } from '../support/step-by-step.ts';

interface Happening {
  /** Steps that do not pass. */
  readonly failing?: readonly string[];
  /** The step in the middle of which the run is interrupted. */
  readonly interrupted?: string;
  /** Why it cannot be written down that a phase begins. */
  readonly refused?: (beginning: Beginning) => Error | undefined;
}

/** A hook that is nothing but its title: nothing is done in one go with it. */
function aHook(title: string): Step {
  const nothing = { run: '', line: '', directory: '', timeout: 1, environment: {} };
  return { does: 'hook', title, ...nothing };
}

/** A world in which every step passes but the named ones, and what a reader of the log would tell. */
function aWorld({ failing = [], interrupted, refused = () => undefined }: Happening) {
  const lines: string[] = [];
  const interruption = new AbortController();
  if (interrupted === 'before anything') interruption.abort();
  const engine: Engine = {
    perform: stepByStep(
      async ({ step: { title }, signal }) => {
        if (title === interrupted) interruption.abort();
        signal?.throwIfAborted();
        if (failing.includes(title)) throw new Error('refused');
      },
      async (_, beginning) => {
        const error = refused(beginning);
        if (error !== undefined) throw error;
      },
    ),
    emit: (event) => lines.push(...told(event)),
    seconds: () => 0,
    signal: interruption.signal,
  };
  return { engine, lines };
}

function told(event: Event): string[] {
  if (event.type === 'step-passed') return [event.step.title];
  if (event.type === 'step-failed') return [`${event.step.title}: ${event.reason}`];
  return event.type === 'way-back-started' ? ['back'] : [];
}

/** The whole run as one sentence: every step, and the end. */
async function story(plan: Plan, happening: Happening = {}): Promise<string> {
  const { engine, lines } = aWorld(happening);
  const { outcome } = await execute(plan, engine);
  return [...lines, outcome].join(', ');
}

describe('a release', () => {
  test('walks every phase on every host', async () => {
    expect(await story(aPlan())).toBe(
      'send a, send b, switch a, switch b, reload a, reload b, activated',
    );
  });

  test('begins a phase when every host has passed the one before', async () => {
    const slow = aStage('upload', 'a', 'send');
    const steps = ['one', 'two', 'three'].map(aStep);
    const plan = aPlan({
      stages: [
        { ...slow, lanes: [{ host: 'a', steps }, ...aStage('upload', 'b', 'send').lanes] },
        aStage('switch', 'ab'),
      ],
    });
    expect(await story(plan)).toBe('one, send b, two, three, switch a, switch b, activated');
  });

  test('changes nothing when a host fails before the switch', async () => {
    expect(await story(aPlan(), { failing: ['send b'] })).toBe('send a, send b: refused, failed');
  });

  test('takes every host back when one of them cannot switch', async () => {
    expect(await story(aPlan(), { failing: ['switch b'] })).toBe(
      'send a, send b, switch a, switch b: refused, back, restore a, restore b, reload back a, reload back b, rolled-back',
    );
  });

  test('takes every host back when one of them fails after the switch', async () => {
    expect(await story(aPlan(), { failing: ['reload a'] })).toBe(
      'send a, send b, switch a, switch b, reload b, reload a: refused, back, restore a, restore b, reload back a, reload back b, rolled-back',
    );
  });

  test('starts no other step on a host when another has failed, but ends the one it is in', async () => {
    const hooks = ['a1', 'a2', 'a3', 'a4'].map((title) => aHook(title));
    const lanes = [
      { host: 'a', steps: hooks },
      { host: 'b', steps: [aStep('b1')] },
    ];
    const plan = aPlan({ stages: [{ phase: 'upload', lanes }] });
    const told = await story(plan, { failing: ['b1'] });
    expect(told).toContain('b1: refused, a');
    expect(told).not.toContain('a4');
  });

  test('tells every host that failed', async () => {
    const { engine } = aWorld({ failing: ['send a', 'send b'] });
    expect(await execute(aPlan(), engine)).toEqual({
      outcome: 'failed',
      reason: 'a: send a: refused; b: send b: refused',
      apart: [],
      behind: [],
      ousted: false,
    });
  });

  test('says once what failed alike on several hosts', async () => {
    const { engine } = aWorld({ failing: ['check'] });
    const lanes = ['a', 'b'].map((host) => ({ host, steps: [aStep('check')] }));
    const { reason } = await execute(aPlan({ stages: [{ phase: 'upload', lanes }] }), engine);
    expect(reason).toBe('a, b: check: refused');
  });
});

describe('the way back', () => {
  test('begins each phase once, for all its hosts', async () => {
    const phases: string[] = [];
    const { engine } = aWorld({ failing: ['reload a'] });
    const emit = (event: Event) => {
      if (event.type === 'phase-started') phases.push(`${event.phase} ${event.hosts.join(' ')}`);
    };
    await execute(aPlan(), { ...engine, emit });
    expect(phases.slice(-2)).toEqual(['switch a b', 'reload a b']);
  });

  test('of a host that fails does not keep the others, and goes no further itself', async () => {
    expect(await story(aPlan(), { failing: ['reload a', 'restore a'] })).toMatch(
      /back, restore b, restore a: refused, reload back b, split$/,
    );
  });

  test('that fails on all hosts leaves them apart, each with its reason', async () => {
    const { engine } = aWorld({ failing: ['reload a', 'restore a', 'reload back b'] });
    expect(await execute(aPlan(), engine)).toEqual({
      outcome: 'split',
      reason:
        'a: reload a: refused; on the way back, a: restore a: refused; on the way back, b: reload back b: refused',
      apart: [
        { host: 'a', title: 'restore a', reason: 'refused' },
        { host: 'b', title: 'reload back b', reason: 'refused' },
      ],
      behind: [],
      ousted: false,
    });
  });

  test('is taken by the hosts that began to switch, and by no other', async () => {
    const plan = aPlan({
      stages: [aStage('switch', 'a')],
    });
    expect(await story(plan, { failing: ['switch a'] })).toBe(
      'switch a: refused, back, restore a, reload back a, rolled-back',
    );
  });

  test('asks the old release, and counts the hosts as taken back whatever it answers', async () => {
    const ask = { phase: 'verify', lanes: [{ host: runner, steps: [aStep('ask')] }] } as const;
    const { rollback } = aPlan();
    const plan = aPlan({ rollback: [...rollback, aWayBack(ask, { advisory: true })] });
    expect(await story(plan, { failing: ['switch a', 'ask'] })).toMatch(
      /reload back b, ask: refused, rolled-back$/,
    );
  });
});

describe('migrations', () => {
  const undo = aWayBack(aStage('migrate', 'a', 'unmigrate'), { undoes: 'migrate' });
  const plan = aPlan({
    stages: [
      aStage('upload', 'ab', 'send'),
      aStage('migrate', 'a'),
      aStage('stage', 'ab'),
      aStage('switch', 'ab'),
    ],
    rollback: [...aPlan().rollback, undo],
  });

  test('that never ran are not taken back', async () => {
    expect(await story(plan, { failing: ['send a'] })).not.toContain('unmigrate');
  });

  test('that failed are not taken back: nobody knows how far they came', async () => {
    expect(await story(plan, { failing: ['migrate a'] })).toBe(
      'send a, send b, migrate a: refused, failed',
    );
  });

  test('that passed are taken back when a later phase fails', async () => {
    expect(await story(plan, { failing: ['stage b'] })).toMatch(
      /stage a, stage b: refused, back, unmigrate a, failed$/,
    );
  });

  test('are taken back after the old code is live', async () => {
    expect(await story(plan, { failing: ['switch b'] })).toMatch(
      /back, restore a, restore b, reload back a, reload back b, unmigrate a, rolled-back$/,
    );
  });

  test('that cannot be taken back are half done, although no pointer was touched', async () => {
    const { engine } = aWorld({ failing: ['stage b', 'unmigrate a'] });
    expect(await execute(plan, engine)).toMatchObject({
      outcome: 'split',
      reason: 'b: stage b: refused; on the way back, a: unmigrate a: refused',
    });
  });
});

describe('where the others go on without a host that fails', () => {
  const going = (own: Partial<Plan> = {}) => aPlan({ onHostFailure: 'continue', ...own });

  test('the host is left where it failed, and takes part in nothing more', async () => {
    expect(await story(going(), { failing: ['send b'] })).toBe(
      'send a, send b: refused, switch a, reload a, split',
    );
  });

  test('the host alone goes back when it had begun to switch', async () => {
    expect(await story(going(), { failing: ['reload b'] })).toBe(
      'send a, send b, switch a, switch b, reload a, reload b: refused, restore b, reload back b, split',
    );
  });

  test('it is told which host is behind, and why', async () => {
    const { engine } = aWorld({ failing: ['send b'] });
    expect(await execute(going(), engine)).toEqual({
      outcome: 'split',
      reason: 'b: send b: refused',
      apart: [],
      behind: ['b'],
      ousted: false,
    });
  });

  test('all go back when every host has failed', async () => {
    expect(await story(going(), { failing: ['switch a', 'switch b'] })).toMatch(
      /back, restore a, restore b, reload back a, reload back b, rolled-back$/,
    );
  });

  test('all go back when what was asked of them together fails', async () => {
    const ask = { phase: 'verify', lanes: [{ host: runner, steps: [aStep('ask')] }] } as const;
    const plan = going({ stages: [...aPlan().stages, ask] });
    expect(await story(plan, { failing: ['ask'] })).toMatch(/ask: refused, back, .* rolled-back$/);
  });

  test('a migration that failed is everybody’s failure', async () => {
    const plan = going({ stages: [aStage('migrate', 'a'), aStage('switch', 'ab')] });
    expect(await story(plan, { failing: ['migrate a'] })).toBe('migrate a: refused, failed');
  });

  test('nobody goes on when the host that was to migrate for all is lost before', async () => {
    const stages = [aStage('upload', 'ab', 'send'), aStage('migrate', 'a'), aStage('switch', 'ab')];
    expect(await story(going({ stages }), { failing: ['send a'] })).toBe(
      'send b, send a: refused, failed',
    );
  });

  test('nobody asks a host that is behind whether it answers', async () => {
    const probe = (host: string): Step => ({
      does: 'probe',
      title: `ask ${host}`,
      url: '',
      expect: [200],
      timeout: 1,
      within: 1,
      of: host,
    });
    const ask: Stage = { phase: 'verify', lanes: [{ host: runner, steps: ['a', 'b'].map(probe) }] };
    const plan = going({ stages: [...aPlan().stages, ask] });
    expect(await story(plan, { failing: ['send b'] })).toMatch(/reload a, ask a, split$/);
  });
});

describe('a run whose lock was taken over', () => {
  const ousting = (phase: Phase) => (beginning: Beginning) =>
    beginning.phase === phase && !beginning.back ? new Ousted('a') : undefined;

  test('does nothing more, and takes nothing back: that is for the other run to do', async () => {
    const { engine, lines } = aWorld({ refused: ousting('reload') });
    const ended = await execute(aPlan(), engine);
    expect(lines.slice(0, 4).join(', ')).toBe('send a, send b, switch a, switch b');
    expect(lines).not.toContain('back');
    expect(ended).toMatchObject({ outcome: 'split', ousted: true });
  });

  test('stops before the switch', async () => {
    const stages = [aStage('upload', 'ab', 'send'), aStage('stage', 'ab'), aStage('switch', 'ab')];
    const { engine, lines } = aWorld({ refused: ousting('switch') });
    const ended = await execute(aPlan({ stages }), engine);
    expect(lines.join(', ')).toBe('send a, send b, stage a, stage b');
    expect(ended).toMatchObject({ outcome: 'failed', ousted: true });
  });

  test('ends its way back, too', async () => {
    const refused = ({ back }: Beginning) => (back ? new Ousted('a') : undefined);
    const { engine, lines } = aWorld({ failing: ['switch b'], refused });
    const ended = await execute(aPlan(), engine);
    expect(lines.slice(0, 5).join(', ')).toBe('send a, send b, switch a, switch b: refused, back');
    expect(lines.join()).not.toContain('reload back');
    expect(ended).toMatchObject({ outcome: 'split', ousted: true });
  });
});

describe('what begins', () => {
  test('is noted with the first step of each phase; the switch is noted with the staged links', async () => {
    const noted: string[] = [];
    const perform: Engine['perform'] = async ({ host, before, steps, after, onPassed }) => {
      const parts = [before?.phase, ...steps.map(({ title }) => title), after?.phase];
      noted.push(`${host}: ${parts.filter((part) => part !== undefined).join(' > ')}`);
      for (const step of steps) onPassed(step);
    };
    const stages = [aStage('upload', 'a', 'send'), aStage('stage', 'a'), aStage('switch', 'a')];
    await execute(aPlan({ stages }), { ...aWorld({}).engine, perform });
    expect(noted).toEqual(['a: upload > send a', 'a: stage > stage a > switch', 'a: switch a']);
  });

  test('and cannot be noted does not begin', async () => {
    const full = ({ phase }: Beginning) => (phase === 'switch' ? new Error('no space') : undefined);
    const { engine, lines } = aWorld({ refused: full });
    const { outcome, reason } = await execute(aPlan(), engine);
    expect([...lines, outcome].join(', ')).toContain('switch a: no space');
    expect(lines).not.toContain('switch a');
    expect(reason).toContain('a: switch a: no space');
  });
});

describe('an interruption', () => {
  const plan = aPlan({
    stages: [
      aStage('upload', 'ab', 'send'),
      aStage('stage', 'ab'),
      aStage('switch', 'ab'),
      aStage('reload', 'a'),
    ],
  });

  test('before anything changes nothing', async () => {
    expect(await story(plan, { interrupted: 'before anything' })).toBe('failed');
  });

  test('before the switch changes nothing', async () => {
    expect(await story(plan, { interrupted: 'send b' })).toBe(
      'send a, send b: interrupted, failed',
    );
  });

  test('while links are staged lets them be staged, and goes no further', async () => {
    expect(await story(plan, { interrupted: 'stage a' })).toMatch(/stage a, stage b, failed$/);
  });

  test('at the switch lets every host switch, and takes every host back', async () => {
    expect(await story(plan, { interrupted: 'switch a' })).toMatch(
      /switch a, switch b, back, restore a, restore b, reload back a, reload back b, rolled-back$/,
    );
  });

  test('after the switch takes every host back', async () => {
    expect(await story(plan, { interrupted: 'reload a' })).toMatch(
      /reload a: interrupted, back, restore a, restore b, reload back a, reload back b, rolled-back$/,
    );
  });

  test('during the way back does not end it', async () => {
    expect(await story(plan, { failing: ['reload a'], interrupted: 'restore a' })).toMatch(
      /back, restore a, restore b, reload back a, reload back b, rolled-back$/,
    );
  });
});

describe('tidying', () => {
  const steps = ['remove old', 'remove older'].map(aStep);
  const plan = aPlan({
    finish: [{ phase: 'finish', lanes: [{ host: 'a', steps }, ...aStage('finish', 'b').lanes] }],
  });
  const notes = async (failing: readonly string[]) => {
    const { engine, lines } = aWorld({ failing });
    const noted: string[] = [];
    const emit = (event: Event) => {
      engine.emit(event);
      if (event.type === 'noted') noted.push(`${event.severity}: ${event.message}`);
    };
    await tidy(plan, { ...engine, emit });
    return { story: lines.join(', '), noted };
  };

  test('removes what may go', async () => {
    expect(await notes([])).toEqual({ story: 'remove old, finish b, remove older', noted: [] });
  });

  test('tells what it cannot remove, and goes on with the rest: else that would grow without end', async () => {
    expect(await notes(['remove old'])).toEqual({
      story: 'finish b, remove old: refused, remove older',
      noted: ['warning: a: remove old failed: refused'],
    });
  });

  test('is not ended by an interruption: the release is live', async () => {
    const { engine, lines } = aWorld({ interrupted: 'remove old' });
    await tidy(plan, engine);
    expect(lines.join(', ')).toBe('remove old, finish b, remove older');
  });
});
