// Things and places.
import { among } from "./list.ts";
import { PLACES } from "./places.ts";
import { THINGS } from "./things.ts";

export const NOUNS = among([...THINGS, ...PLACES]);
