// What people do, with a thing and without one.
import { list } from "./list.ts";

/** Want an object behind them. */
export const VERBS = list(`
  admires borrows brings buys carries checks chooses cleans collects compares copies counts covers decorates delivers describes designs draws
  drops examines exchanges fetches finds fixes forgets gathers grabs hides holds ignores inspects keeps leaves lends lifts likes loses measures
  mends misses moves needs notices offers orders owns packs paints passes photographs picks places polishes praises prefers prepares
  presents prints protects pulls pushes recalls recognizes recommends remembers removes repairs replaces requests restores returns reviews saves
  selects sells sends shares shows sketches sorts spots stores studies takes tests touches trades turns unpacks uses values wants washes watches
  weighs wins wraps
`);

/** Stand alone. */
export const DEEDS = list(`
  agrees arrives cooks dances departs dreams explains hesitates hikes hopes hurries knits laughs learns listens nods paints pauses practices reads
  relaxes rests runs sails sings sleeps smiles speaks swims talks teaches thinks travels waits walks whistles wonders works writes yawns
`);
