import { defineConfig } from 'playwright/test';

// One worker: two Electrons on two cores only slow each other down, and every test brings its own hospital.
export default defineConfig({
  testDir: '..',
  testMatch: ['e2e/**/*.spec.ts', 'renderer/**/*.spec.ts'],
  outputDir: '../../test-results',
  preserveOutput: 'failures-only',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
});
