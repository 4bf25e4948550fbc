// Countries, and the two letters that ISO 3166 has for each of them.
import { among, entries } from "./list.ts";

const NAMED = entries(`
  AE United Arab Emirates, AL Albania, AM Armenia, AO Angola, AR Argentina, AT Austria, AU Australia, AZ Azerbaijan, BA Bosnia and Herzegovina,
  BD Bangladesh, BE Belgium, BG Bulgaria, BJ Benin, BO Bolivia, BR Brazil, BW Botswana, CA Canada, CH Switzerland, CI Ivory Coast, CL Chile,
  CM Cameroon, CN China, CO Colombia, CR Costa Rica, CU Cuba, CY Cyprus, CZ Czechia, DE Germany, DK Denmark, DO Dominican Republic,
  DZ Algeria, EC Ecuador, EE Estonia, EG Egypt, ES Spain, ET Ethiopia, FI Finland, FJ Fiji, FR France, GB United Kingdom, GE Georgia,
  GH Ghana, GR Greece, GT Guatemala, HN Honduras, HR Croatia, HU Hungary, ID Indonesia, IE Ireland, IL Israel, IN India, IQ Iraq, IS Iceland,
  IT Italy, JM Jamaica, JO Jordan, JP Japan, KE Kenya, KH Cambodia, KR South Korea, KW Kuwait, KZ Kazakhstan, LB Lebanon, LK Sri Lanka,
  LT Lithuania, LU Luxembourg, LV Latvia, MA Morocco, MD Moldova, ME Montenegro, MG Madagascar, MK North Macedonia, ML Mali, MN Mongolia,
  MT Malta, MU Mauritius, MX Mexico, MY Malaysia, MZ Mozambique, NA Namibia, NG Nigeria, NI Nicaragua, NL Netherlands, NO Norway, NP Nepal,
  NZ New Zealand, OM Oman, PA Panama, PE Peru, PH Philippines, PK Pakistan, PL Poland, PT Portugal, PY Paraguay, QA Qatar, RO Romania,
  RS Serbia, RW Rwanda, SA Saudi Arabia, SE Sweden, SG Singapore, SI Slovenia, SK Slovakia, SN Senegal, SV El Salvador, TH Thailand,
  TN Tunisia, TR Turkey, TW Taiwan, TZ Tanzania, UA Ukraine, UG Uganda, US United States, UY Uruguay, UZ Uzbekistan, VE Venezuela,
  VN Vietnam, ZA South Africa, ZM Zambia, ZW Zimbabwe
`);

const CODE_LETTERS = 2;

export const COUNTRIES = among(NAMED.map((entry) => entry.slice(CODE_LETTERS + 1)));

export const COUNTRY_CODES = among(NAMED.map((entry) => entry.slice(0, CODE_LETTERS)));
