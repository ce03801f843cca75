import * as z from 'zod';
import { layout } from '../release/layout.ts';
import { ageSteps } from './bridge-steps.ts';
import { questions } from './questions.ts';
import type { Strategy } from './strategy.ts';
import { close, cutOver, makeRoom, offer, open, place, remove, shows } from './symlink-steps.ts';

const path = z
  .string()
  .regex(/^\/[^\0\n]*[^/\0\n]$/, { error: 'an absolute path, without a final "/"' })
  .refine((text) => !text.split('/').some((name) => name === '.' || name === '..'), {
    error: 'a path without "." and ".."',
  });

const options = z.strictObject({
  type: z.literal('symlink'),
  root: path.describe('The target’s directory on every host'),
  releases: path.optional().describe('Where the releases lie, if not in `root` itself'),
  current: path.optional().describe('The pointer, if not `<root>/current`'),
});

/** Releases side by side, one of them live through a link that is only ever replaced by rename(2). */
export const symlink: Strategy<typeof options> = {
  type: 'symlink',
  options,
  places: layout,
  questions: (places, asked) => questions(layout(places), asked),
  offer: (places) => offer(layout(places)),
  open: (run, places) => open(layout(places), run),
  close: (run, places) => close(layout(places), run),
  place: (request, state, places) => place(layout(places), request, state),
  cutOver: (request, state, places) => cutOver(layout(places), request, state),
  shows: (build, places) => shows(layout(places), build),
  age: (bridge, places) => ageSteps(layout(places), bridge),
  makeRoom: (builds, space, places) => makeRoom(layout(places), builds, space),
  remove: (build, places) => remove(layout(places), build),
};
