// Places that one can be at.
import { list } from "./list.ts";

export const PLACES = list(`
  archive attic bakery balcony bridge cabin canal castle cellar chapel church corner cottage door farm fence ferry field forest fountain garage
  garden gate glacier grove harbor hedge hill hotel island kitchen lake library lighthouse loft market meadow mill mountain museum office orchard
  palace park path pier pond quarry ridge river road school shop square stable stage station store studio theater tower trail tunnel valley village
  wall willow window workshop yard
`);
