import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most tests need no page; those that do say so in their first line, and only they wait for one.
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    pool: 'threads',
    maxWorkers: 2,
  },
});
