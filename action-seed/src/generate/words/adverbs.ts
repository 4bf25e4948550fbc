// How and when something is done, at the end of a sentence.
import { list } from "./list.ts";

export const ADVERBS = list(`
  again already always boldly briefly calmly carefully clearly daily directly early easily exactly finally firmly freely gently gladly happily
  honestly later lightly loudly neatly nightly often once openly patiently perfectly politely properly proudly quickly quietly rarely regularly
  safely silently simply slowly smoothly softly sometimes soon steadily suddenly surely today together tomorrow twice usually warmly weekly wisely
`);
