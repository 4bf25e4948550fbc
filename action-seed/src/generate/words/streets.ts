// Names of streets, and what streets are called.
import { list } from "./list.ts";

export const STREET_NAMES = list(`
  Abbey Acacia Alder Almond Apple Ash Aspen Bakers Bay Beach Beech Bellevue Birch Bridge Brook Canal Castle Cedar Central Chapel Chestnut
  Church Clover College Cooper Copper Coral Cypress Dairy Dock Dove Eagle East Elder Elm Falcon Ferry Fern Field Fir Forest Foundry Fountain
  Fox Garden Garnet George Glen Grange Green Grove Harbor Hawthorn Hazel Heather Heron High Hill Holly Hunter Ivy Jasmine Juniper Kestrel King
  Lake Lark Laurel Lavender Lemon Lighthouse Lilac Lime Linden Long Lower Magnolia Main Manor Maple Market Meadow Mill Mint Mulberry Museum
  Myrtle New North Oak Olive Orchard Osprey Otter Palm Park Pear Pine Poplar Primrose Quarry Queen Rail Raven Ridge River Robin Rose Rowan
  Saddlers Sage School Silver South Spring Spruce Square Station Stone Summit Sunset Swan Sycamore Tanner Temple Theater Thistle Thorn Tower
  Tulip Union Upper Vale Valley Victoria View Vine Walnut Water Weavers Well West Wharf Willow Wind Windmill Winter Wood Yew
`);

export const STREET_KINDS = list("Avenue Close Court Drive Lane Place Road Street Terrace Way");
