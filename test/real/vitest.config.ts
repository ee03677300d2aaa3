import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/real/suites/**/*.test.ts'],
    // Servers, browsers and deliveries at once would only take time from each other; main.ts knows who mostly waits.
    maxWorkers: 1,
    // Tests that wait do so side by side.
    maxConcurrency: 16,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
});
