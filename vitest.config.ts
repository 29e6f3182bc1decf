import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', 'out/**', 'dist/**', '**/*.spec.ts'];

// `unit` is what `npm run check` runs: rules and services, milliseconds each.
// `ports` starts real servers, databases and simulated nodes on loopback, and fuzzes what reads strangers' bytes.
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Rules keep no state between tests, so files may share a worker: half the time of the whole.
          isolate: false,
          include: [
            '{electron,renderer,shared}/**/*.test.ts',
            'test/*.test.ts',
            'test/{runtime,bench,demo,lan}/**/*.test.ts',
          ],
          exclude: never,
        },
      },
      {
        extends: true,
        test: { name: 'ports', include: ['test/{ports,hospital,chaos}/**/*.test.ts'], exclude: never },
      },
    ],
  },
});
