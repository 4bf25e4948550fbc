// One test configuration: unit tests beside the sources, tests of the built bundles in test/.
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "action-*/src/**/*.test.ts",
      "scripts/**/*.test.ts",
      "test/**/*.test.ts",
      "examples/*.test.ts",
    ],
    setupFiles: ["./scripts/property-tests.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    maxWorkers: 3,
  },
});
