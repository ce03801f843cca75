import { defineConfig } from 'vitest/config';

const shared = { sequence: { shuffle: true }, restoreMocks: true, testTimeout: 20_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'real',
          globalSetup: ['test/support/build.ts'],
          include: ['test/real/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          maxWorkers: 4,
          sequence: { shuffle: true, groupOrder: 1 },
        },
      },
    ],
  },
});
