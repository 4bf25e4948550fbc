// Who acts in sentences, and how they are.
import { list } from "./list.ts";

export const PEOPLE = list(`
  actor architect artist aunt author baker barber biologist botanist brother captain carpenter cashier chef child clerk coach cook cousin curator
  dancer dentist designer director doctor driver editor electrician engineer farmer florist friend gardener geologist grandmother guest guide
  historian host inventor journalist judge lawyer librarian manager mason mechanic merchant messenger musician neighbor nurse owner painter pilot
  plumber poet porter potter ranger researcher sailor scientist sculptor secretary sister stranger student surgeon surveyor tailor teacher tourist
  traveler uncle visitor waiter weaver writer
`);

export const CHARACTERS = list(`
  able busy calm careful cheerful clever curious diligent eager friendly generous gentle happy honest humble kind lively loyal modest nervous
  observant old patient polite proud quick quiet serious shy skilled sleepy tall thoughtful tired wise witty young
`);
