// Reads and writes the file that keeps the latency of earlier runs. It is made to be committed: nothing in it is secret.
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { oneAtATime, type Turn } from "@libsql-actions/shared/database/one-at-a-time";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { SHARED_MODE, writeWhole } from "@libsql-actions/shared/files/whole-file";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { jsonText } from "@libsql-actions/shared/report/report-file";
import { type Baseline, type Baselines, parseBaselines, storedBaselines } from "./baseline.ts";

/** The file is there and is no baseline, or cannot be read or written: the message names it. */
export class BaselineError extends Error {
  override name = "BaselineError";
  readonly kind: "damaged" | "unreadable";
  constructor(kind: BaselineError["kind"], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** @returns undefined where there is no such file @throws BaselineError */
export async function readBaselines(path: string): Promise<Baselines | undefined> {
  const name = `The file of \`baseline-file\`, ${quote(path)},`;
  const text = await readFile(path, "utf8").catch((problem: NodeJS.ErrnoException) => {
    if (problem.code === "ENOENT") return undefined;
    throw new BaselineError("unreadable", `${name} cannot be read (${problem.code}).`, problem);
  });
  if (text === undefined) return undefined;
  try {
    return parseBaselines(text);
  } catch (problem) {
    throw new BaselineError("damaged", `${name} is no baseline: ${errorMessage(problem)}.`, problem);
  }
}

/** By path: the databases of a step may be measured at once, and each keeps what the others have put there. */
const turns = new Map<string, Turn>();

/**
 * Puts the latency of one database into the file, which is made where there is none.
 * @throws BaselineError also for a file that is there and is no baseline: it may be somebody else's
 */
export async function writeBaseline(path: string, secret: string, baseline: Baseline): Promise<void> {
  const inTurn = turns.get(path) ?? oneAtATime();
  turns.set(path, inTurn);
  await inTurn(async () => {
    const before = (await readBaselines(path)) ?? new Map();
    const text = jsonText(storedBaselines(new Map([...before, [secret, baseline]])));
    await makeFolder(dirname(path))
      .then(() => writeWhole(path, [text], SHARED_MODE))
      .catch((cause: NodeJS.ErrnoException) => {
        const message = `The file of \`baseline-file\`, ${quote(path)}, cannot be written (${cause.code ?? cause.name}).`;
        throw new BaselineError("unreadable", message, cause);
      });
  });
}
