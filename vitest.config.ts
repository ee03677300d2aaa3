import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'actions/**/*.test.ts',
      'build/**/*.test.ts',
      'demo/**/*.test.ts',
      'bench/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'dist/**', 'test/real/**'],
    // Most of the time goes by waiting for servers and bakes, so there are more workers than cores of a small machine.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
