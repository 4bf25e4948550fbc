import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installPythonProgram } from "./python-program.ts";

const PROGRAM = { name: "linter", requirements: "/requirements.txt" };
/** Makes, as `python -m venv --clear FOLDER` does, a Python of its own in the folder; that one `installs` the program beside itself. */
const python = (installs: string) => `#!/bin/sh
mkdir -p "$4/bin"
printf '#!/bin/sh\\n${installs}\\n' > "$4/bin/python"
chmod +x "$4/bin/python"
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "python-program-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
  vi.stubEnv("PATH", `${join(folder, "bin")}:/usr/bin:/bin`);
  await mkdir(join(folder, "bin"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const givePython = (installs: string) => writeFile(join(folder, "bin", "python3"), python(installs), { mode: 0o755 });

describe.skipIf(process.platform === "win32")("installPythonProgram", () => {
  it("says what is missing where there is no Python", async () => {
    vi.stubEnv("PATH", join(folder, "bin"));
    await expect(installPythonProgram(PROGRAM, "linter-1")).rejects.toThrow("Python 3 is needed to install linter");
  });

  it("says why the installation failed, and tries again from the beginning", async () => {
    await givePython("echo THESE PACKAGES DO NOT MATCH THE HASHES; exit 1");
    await expect(installPythonProgram(PROGRAM, "linter-1")).rejects.toThrow(/linter cannot be installed: .*\n.*HASHES/);
    await givePython('touch "$(dirname "$0")/linter"; echo "$@" > "$(dirname "$0")/arguments"');
    const program = await installPythonProgram(PROGRAM, "linter-1");
    expect(program).toBe(join(folder, "cache", "libsql-actions", "linter-1", "bin", "linter"));
    // Installed already: nobody is asked any more.
    vi.stubEnv("PATH", "");
    expect(await installPythonProgram(PROGRAM, "linter-1")).toBe(program);
  });
});
