// Reads a list of GitHub's that goes over several pages (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
import type { GithubApi } from "./api.ts";

const PAGE_SIZE = 100;

/**
 * The items of a list, page by page.
 * @param path of the list, without a query
 * @param itemsOf finds the items in an answer; it throws for one of another form
 * @param maxPages more than any list of the kind has
 * @throws what `GithubApi` and `itemsOf` throw, and an `Error` where the list does not end: cut, it would be taken for whole
 */
export async function* pages<Item>(
  api: GithubApi,
  path: string,
  itemsOf: (value: unknown) => readonly Item[],
  maxPages: number,
): AsyncGenerator<readonly Item[]> {
  for (let page = 1; page <= maxPages; page++) {
    const { value, hasNext } = await api("GET", `${path}?per_page=${PAGE_SIZE}&page=${page}`);
    const items = itemsOf(value);
    yield items;
    if (!(hasNext ?? items.length === PAGE_SIZE)) return;
  }
  throw new Error(
    `GitHub's list ${path} does not end after ${maxPages} pages of ${PAGE_SIZE}. Is the address of its API right, and no proxy in between?`,
  );
}
