// What a text column holds, by its name and that of its table.
import type { Drawn, TextKind } from "../spec/spec.ts";
import { lookUp, setOf, tableOf, wordsOf } from "./names.ts";

type Kind = TextKind | "sentence" | "phone" | "uuid";
/** A kind of text, one of a few words, or another generator. */
export type Texts = Kind | readonly string[] | Extract<Drawn, { generator: "pattern" }>;

const TEXTS = tableOf<Texts>([
  ["id uuid guid token session", "uuid"],
  ["email mail", "email"],
  ["first-name given-name firstname forename", "first-name"],
  ["last-name family-name lastname surname", "last-name"],
  ["full-name display-name author composer director singer manager contact-person by", "name"],
  ["username user-name login nickname handle", "username"],
  ["name", "title"],
  ["title subject headline label", "title"],
  [
    "description summary body content text note notes comment comments bio message reason observation action condition prompt response",
    "sentence",
  ],
  ["question answer review details excerpt abstract caption task about mission diff", "sentence"],
  ["url uri link website href homepage home-page avatar image", "url"],
  ["domain host hostname subdomain", "domain"],
  ["path file filename file-name directory folder", "path"],
  ["slug key code tag agent model identifier", "slug"],
  ["phone mobile fax", "phone"],
  ["city town district province region county", "city"],
  ["country country-code", "country"],
  ["street address", "street"],
  ["postcode zip postal-code post-code zip-code", "postcode"],
  ["company company-name organization organisation employer vendor", "company"],
  ["job job-title contact-title occupation profession specialty speciality", "job"],
  ["status state", ["pending", "active", "done", "failed"]],
  ["role", ["owner", "editor", "viewer"]],
  ["priority severity", ["low", "medium", "high"]],
  ["unit uom", ["piece", "kg", "m", "l"]],
  ["timezone time-zone tz", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]],
  ["mime-type content-type media-type", ["application/json", "application/pdf", "image/png", "text/plain"]],
  ["currency currency-code", "currency"],
  ["language locale lang language-code", "language"],
  ["color colour", "color"],
  ["version release", "version"],
  ["year", { generator: "pattern", pattern: "19[5-9][0-9]|20[01][0-9]" }],
  ["number no nr", { generator: "pattern", pattern: "[A-Z]{2}[0-9]{6}" }],
  ["ip", "ip"],
  ["hash checksum digest sha sha256 md5 fingerprint signature password", "hex"],
]);

const PEOPLE = setOf(
  `user users people person persons customer customers author authors employee employees contact contacts member members student students
  patient patients guest guests teacher teachers doctor doctors staff manager managers player players driver drivers owner owners
  reviewer reviewers subscriber subscribers attendee attendees participant participants instructor instructors`,
);
/** What the name of a thing is like. */
const THINGS = tableOf<Kind>([
  ["city cities town towns", "city"],
  ["country countries", "country"],
  ["language languages", "language"],
  [
    "company companies organization organizations organisation organisations supplier suppliers vendor vendors shipper shippers",
    "company",
  ],
  ["tag tags label labels", "word"],
]);
const PLACES = setOf("city country zip postcode street");

/**
 * What the name of a text column, that of its table and those of the columns beside it say of its values.
 * @param beside the words of the other columns' names
 */
export function textsOf(words: readonly string[], table: string, beside: readonly (readonly string[])[] = []): Texts {
  const name = words.join("-");
  const of = wordsOf(table).at(-1) ?? "";
  if (words.at(-1) === "name" && PEOPLE.has(words.at(-2) ?? (name === "name" ? of : ""))) return lookUpName(words) ?? "name";
  if (name === "title" && PEOPLE.has(of)) return "job";
  if (name === "name") return THINGS.get(of) ?? "title";
  if (words.at(-1) === "state" && beside.some((others) => others.some((word) => PLACES.has(word)))) return "city";
  return lookUp(TEXTS, words) ?? "word";
}

/** `user_name` is no person's name. */
function lookUpName(words: readonly string[]): Texts | undefined {
  return words.length > 1 ? TEXTS.get(words.slice(-2).join("-")) : undefined;
}
