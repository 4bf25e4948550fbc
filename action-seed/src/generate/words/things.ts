// Things that one can take into one's hands, or at least have at home.
import { list } from "./list.ts";

export const THINGS = list(`
  album anchor apple apron arrow barrel basket beacon bell bench bicycle blanket boat book bottle bowl branch bread broom brush bucket button
  cable cage camera candle canvas card carpet chair chart chest clock coat coin compass cup curtain desk dial diary drawer drum engine envelope
  filter flag flute frame glass glove guitar hammer hat hinge jacket jar journal kettle key kite ladder lamp lantern laptop leaf ledger lemon
  lens letter lock machine magnet mailbox map meter mirror model needle net notebook novel oar oven packet paddle painting paper parcel pebble
  pencil piano picture pillow plate poster printer pump puzzle radio recipe record ribbon robe rocket rope sail scarf schema shelf shell shield
  signal sketch sled sofa spoon stamp statue stone stove suitcase sundial table teapot telescope tent thread ticket towel train tray umbrella vase
  violin wagon watch wheel whistle
`);
