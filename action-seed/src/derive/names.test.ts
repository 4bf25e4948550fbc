import { describe, expect, it } from "vitest";
import { isBirth, isLater, isMoment, isTruth, jsonForm, wordsOf } from "./names.ts";
import { plausibleNumbers } from "./number-names.ts";
import { textsOf } from "./text-names.ts";

describe("names", () => {
  it.each([
    ["createdAt", ["created", "at"]],
    ["created_at", ["created", "at"]],
    ["Created At", ["created", "at"]],
    ["HTTPStatusCode", ["http", "status", "code"]],
    ["address2", ["address", "2"]],
    ["名前", []],
  ])("the words of %s", (name, words) => expect(wordsOf(name)).toEqual(words));

  it.each([
    ["email", "t", "email"],
    ["contact_email", "t", "email"],
    ["billingCity", "orders", "city"],
    ["name", "users", "name"],
    ["Name", "app_users", "name"],
    ["name", "products", "title"],
    ["user_name", "t", "username"],
    ["xyz", "t", "word"],
    ["BillingPostalCode", "t", "postcode"],
    ["guest_name", "comments", "name"],
    ["name", "countries", "country"],
    ["Title", "Employees", "job"],
    ["title", "posts", "title"],
    ["acknowledged_by", "alerts", "name"],
    ["country_code", "t", "country"],
  ])("the texts of %s in %s are %s", (name, table, texts) => expect(textsOf(wordsOf(name), table)).toBe(texts));

  it("a state beside a city is no status", () => {
    expect(textsOf(["state"], "t", [["city"], ["state"]])).toBe("city");
    expect(textsOf(["state"], "t", [["state"]])).toContain("pending");
  });

  it("numbers have a range", () => {
    expect(plausibleNumbers(wordsOf("unit_price"))).toEqual({ minimum: 1, maximum: 1000, decimals: 2 });
    expect(plausibleNumbers(wordsOf("whatever"))).toEqual({ minimum: 1, maximum: 1000 });
  });

  it.each<[(words: string[]) => unknown, string, unknown]>([
    [isTruth, "is_open", true],
    [isTruth, "email_verified", true],
    [isTruth, "opening", false],
    [isMoment, "created_at", true],
    [isMoment, "loggedOn", true],
    [isMoment, "end_time", true],
    [isMoment, "running_time", false],
    [isMoment, "created_ms", true],
    [isMoment, "format", false],
    [isBirth, "BirthDate", true],
    [isBirth, "date_of_birth", true],
    [isBirth, "born_on", true],
    [isBirth, "birth_city", false],
    [isLater, "ended_at", true],
    [isLater, "started_at", false],
    [jsonForm, "settings", "object"],
    [jsonForm, "tags", "array"],
    [jsonForm, "title", undefined],
  ])("%o of %s", (says, name, expected) => expect(says(wordsOf(name))).toBe(expected));
});
