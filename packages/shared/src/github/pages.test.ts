import { expect, it } from "vitest";
import type { GithubApi } from "./api.ts";
import { pages } from "./pages.ts";

/** An API whose list has so many items, and the paths that it is asked for. */
function listOf(count: number, hasNext?: (page: number) => boolean): { api: GithubApi; asked: string[] } {
  const asked: string[] = [];
  const api: GithubApi = async (_, path) => {
    asked.push(path);
    const page = Number(/page=(\d+)$/.exec(path)?.[1]);
    const value = Array.from(
      { length: Math.max(0, Math.min(100, count - (page - 1) * 100)) },
      (_item, index) => (page - 1) * 100 + index,
    );
    return { value, hasNext: hasNext?.(page), status: 200, headers: new Headers() };
  };
  return { api, asked };
}

const all = async (api: GithubApi, maxPages = 5) =>
  (await Array.fromAsync(pages(api, "/list", (value) => value as unknown[], maxPages))).flat();

it.each([0, 1, 99, 100, 101, 250])("has all of %d items where GitHub does not say whether there are more", async (count) => {
  const { api, asked } = listOf(count);
  expect(await all(api)).toEqual(Array.from({ length: count }, (_, index) => index));
  expect(asked).toHaveLength(Math.floor(count / 100) + 1);
  expect(asked[0]).toBe("/list?per_page=100&page=1");
});

it("goes by what GitHub says of further pages", async () => {
  expect(await all(listOf(200, (page) => page < 2).api)).toHaveLength(200);
  const { api, asked } = listOf(50, (page) => page < 3);
  expect(await all(api)).toHaveLength(50);
  expect(asked).toHaveLength(3);
});

it("throws where a list does not end, instead of passing for a whole one", async () => {
  await expect(all(listOf(250, () => true).api, 3)).rejects.toThrow("GitHub's list /list does not end after 3 pages of 100.");
  expect(await all(listOf(300, (page) => page < 3).api, 3)).toHaveLength(300);
});
