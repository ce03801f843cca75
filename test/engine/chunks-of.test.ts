import { expect, test } from 'vitest';
import { chunksOf } from '../../src/engine/chunks-of.ts';
import type { Step } from '../../src/release/plan.ts';

const steps: Readonly<Record<string, Step>> = {
  prove: { does: 'prove', title: 'prove', scratch: '' },
  open: { does: 'run', title: 'open', command: [] },
  name: { does: 'run', title: 'name', command: [] },
  send: { does: 'upload', title: 'send', to: '' },
  compare: { does: 'compare', title: 'compare', directory: '', seal: '' },
  rename: { does: 'rename', title: 'rename', from: '', to: '', text: '' },
  hook: {
    does: 'hook',
    title: 'hook',
    run: '',
    line: '',
    directory: '',
    timeout: 1,
    environment: {},
  },
};

/** What is done in one go, with what is noted before and after it. */
function goes(titles: string, stops: 'all' | 'host' | 'nothing' = 'all'): string[] {
  const lane = titles.split(' ').map((title) => steps[title] as Step);
  const manner = {
    stops,
    before: { phase: 'upload', back: false },
    after: { phase: 'switch', back: false },
  } as const;
  return chunksOf(lane, manner).map(({ before, steps: own, after }) =>
    [before && '(', ...own.map(({ title }) => title), after && ')'].filter(Boolean).join(' '),
  );
}

test.each([
  ['open name', ['( open name )']],
  ['prove open send', ['( prove open send )']],
  ['prove open compare', ['( prove open compare )']],
  ['open send name', ['( open send', 'name )']],
  ['name hook name', ['( name', 'hook', 'name )']],
  ['hook send', ['( hook', 'send )']],
  ['open rename', ['( open', 'rename )']],
])('"%s" is done in %j', (titles, expected) => {
  expect(goes(titles)).toEqual(expected);
});

test('where those after one that fails are to be done all the same, each is by itself', () => {
  expect(goes('prove open send', 'nothing')).toEqual(['( prove', 'open', 'send )']);
});
