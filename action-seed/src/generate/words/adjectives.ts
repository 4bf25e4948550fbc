// What things can be, a bridge as well as a button.
import { list } from "./list.ts";

export const ADJECTIVES = list(`
  amber ancient basic beautiful big black blue bold bright broad broken brown cheap clean clear cold colorful common copper cozy curved
  damaged dark deep delicate double dry dusty elegant empty exact expensive extra faded familiar famous fancy favorite fine first flat forgotten
  formal fragile fresh full giant golden grand gray great green handmade hard heavy hidden hollow huge humid ideal imported large last late
  light little local lonely long lost lovely main mellow modern modest mysterious narrow neat new nice noble odd old open orange ordinary original
  ornate painted pale perfect plain practical precious pretty private public pure purple quaint quiet rare red regular reliable rich robust rough
  round royal rusty sealed second secret shared sharp shiny short silent silver simple slim small smart smooth soft solid spare special spotless
  square stable standard steady stolen strange strong sturdy subtle sunny tall tame thick thin third tidy tiny tough traditional typical unique
  unusual upright useful usual vast velvet violet vivid warm weathered white wide wild wooden worn yellow
`);
