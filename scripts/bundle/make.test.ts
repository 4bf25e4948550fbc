import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { minify } from "./make.ts";

/** As ncc writes them. */
const BUNDLE = `const modules = {
/***/ 12:
/***/ ((module) => {

module.exports = { text: \`
/***/ (kept)\`, folder: __dirname };

/***/ }),
/***/ 13:
/***/ ((module, exports, load) => {

exports.twelve = load(12);

/***/ })
};
const load = (id) => { const module = { exports: {} }; modules[id](module, module.exports, load); return module.exports; };
export default load(13).twelve;
`;

test("every module stays in parentheses, and does what it did", async () => {
  const folder = await mkdtemp(join(tmpdir(), "make-"));
  try {
    const path = join(folder, "index.js");
    await writeFile(path, BUNDLE);
    await minify(folder, "index.js");
    const made = await readFile(path, "utf8");
    expect(made.match(/1[23]:\(/g)).toEqual(["12:(", "13:("]);
    const { default: value } = await import(`data:text/javascript,${encodeURIComponent(made)}`);
    expect(value).toEqual({ text: "\n/***/ (kept)", folder: "" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
