import { env } from 'node:process';
import { defineConfig } from 'vitest/config';
import { chooseSeed } from './test/support/choose-seed.ts';

// biome-ignore-start lint/style/noProcessEnv: which random cases, and how many, is for whoever starts the tests to say.
const seed = chooseSeed(env.PROPERTY_SEED);
const times = Number(env.PROPERTY_TIMES ?? 1);
// biome-ignore-end lint/style/noProcessEnv: as above.

/** The limits are for what hangs: no test is about how fast a machine is. */
const shared = {
  provide: { seed, times },
  sequence: { shuffle: true, seed },
  restoreMocks: true,
  testTimeout: 300_000 * times,
  hookTimeout: 900_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/**'],
          // Vitest would leave one core to itself.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          ...shared,
          name: 'real',
          globalSetup: ['test/support/build.ts'],
          include: ['test/real/**/*.test.ts'],
          maxWorkers: 4,
          sequence: { ...shared.sequence, groupOrder: 1 },
        },
      },
    ],
  },
});
