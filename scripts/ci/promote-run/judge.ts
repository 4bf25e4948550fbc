// Holds what came of a promotion against how it had to end.
import type { Leg } from "../legs.ts";
import type { KeptBackup } from "./kept-backups.ts";
import type { Ends } from "./scenarios.ts";
import { differences, recordedVersions, type Snapshot } from "./snapshot.ts";
import { PLACES, type Place } from "./stage.ts";

export interface Ended {
  readonly legs: readonly Leg[];
  readonly before: Readonly<Record<Place, Snapshot>>;
  readonly after: Readonly<Record<Place, Snapshot>>;
  /** By the names that promote.yml has for them. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly backups: readonly KeptBackup[];
  /** The comments of the pull request. */
  readonly comments: readonly string[];
}

/** Everything that is not as it had to be, one sentence each. */
export function judge(ends: Ends, ended: Ended): string[] {
  const jobs = new Map(ended.legs.flatMap((leg) => (isCaller(leg) ? [] : [[jobOf(leg), leg] as const])));
  return [
    ...judgeJobs(ends, jobs),
    ...PLACES.flatMap((place) => judgeDatabase(place, ends.migrated[place], ended)),
    ...judgeBackups(ends.kept ?? [], ended.backups),
    ...judgeComments(ends.commented, ended.comments),
    ...shownSecrets(ended),
  ];
}

function judgeJobs({ jobs: wanted, said }: Ends, jobs: ReadonlyMap<string, Leg>): string[] {
  const names = [...new Set([...Object.keys(wanted), ...jobs.keys()])];
  const verdict = (passed: boolean | undefined) => (passed === undefined ? "not run" : passed ? "passed" : "failed");
  const wrong = names.filter((name) => wanted[name] !== jobs.get(name)?.passed);
  const silent = Object.entries(said).flatMap(([name, texts]) => {
    const log = jobs.get(name)?.log.join("\n") ?? "";
    return texts.filter((text) => !log.includes(text)).map((text) => `${name} did not say: ${text}`);
  });
  return [
    ...wrong.map((name) => `${name} has ${verdict(jobs.get(name)?.passed)}, and should have ${verdict(wanted[name])}`),
    ...silent,
  ];
}

function judgeDatabase(place: Place, versions: readonly string[] | undefined, { before, after }: Ended): string[] {
  if (versions === undefined) return differences(before[place], after[place]).map((what) => `${place}: ${what} changed`);
  const now = recordedVersions(after[place]).join(", ");
  return now === versions.join(", ") ? [] : [`${place} is at ${now || "nothing"}, and should be at ${versions.join(", ")}`];
}

/** Each has to be a dump of the application's tables. */
function judgeBackups(kept: readonly string[], backups: readonly KeptBackup[]): string[] {
  const found = backups.map(({ name }) => /^backup-([a-z]+)-[0-9a-f]{12}\.3-days$/.exec(name)?.[1] ?? name).sort();
  const empty = backups.filter(({ text }) => !text.includes("CREATE TABLE users")).map(({ name }) => `${name} is no dump`);
  return found.join(", ") === kept.join(", ") ? empty : [`backups were kept of: ${found.join(", ") || "nothing"}`, ...empty];
}

function judgeComments(texts: readonly string[] | undefined, comments: readonly string[]): string[] {
  if (comments.length !== (texts === undefined ? 0 : 1)) return [`there are ${comments.length} comments`];
  return (texts ?? []).filter((text) => !comments[0]?.includes(text)).map((text) => `the comment does not say: ${text}`);
}

/** A token shows itself also by its payload or its signature. */
function shownSecrets({ legs, secrets }: Ended): string[] {
  const log = legs.map((leg) => leg.log.join("\n")).join("\n");
  return Object.entries(secrets).flatMap(([name, value]) => {
    const parts = /^eyJ/.test(value) ? value.split(".").slice(1) : [];
    return [value, ...parts].some((text) => log.includes(text)) ? [`${name} stands in the log`] : [];
  });
}

/** act also tells of the job that calls: that one has no steps, and no end. */
const isCaller = ({ name }: Leg) => name === "deploy/promote";

/** `promote/promote/staging` → `staging` */
const jobOf = ({ name }: Leg) => name.split("/").at(-1) ?? name;
