// Times probes in rounds, each probe once a round: a machine or a network whose speed drifts changes all of them alike.
import type { HealthLimits } from "./limits.ts";

type Sampling = Pick<HealthLimits, "clock" | "warmUps" | "samples" | "latencyMs">;

/**
 * Makes every probe so often, one after the other.
 * @returns milliseconds by probe; fewer than `samples` where the time for all of it is over
 * @throws what a probe throws
 */
export async function measure<Name extends string>(
  probes: ReadonlyMap<Name, () => Promise<void>>,
  { clock, warmUps, samples, latencyMs }: Sampling,
): Promise<Map<Name, number[]>> {
  const times = new Map([...probes.keys()].map((name): [Name, number[]] => [name, []]));
  const end = clock() + latencyMs;
  for (let round = -warmUps; round < samples && clock() < end; round++)
    for (const [name, probe] of probes) {
      const started = clock();
      await probe();
      const took = clock() - started;
      if (round >= 0) times.get(name)?.push(took);
    }
  return times;
}
