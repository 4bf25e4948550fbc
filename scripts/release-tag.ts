// `node scripts/release-tag.ts <tag> <file>`: judges a tag, writes what is new in its version to the file, and prints outputs for the job: `major`
// (the tag that moves) and `newest` (whether it moves).
import { writeFileSync } from "node:fs";
import { HOUSE } from "./run-tool.ts";
import { judgeTag } from "./split-release/judge-tag.ts";

const [tag, file, ...more] = process.argv.slice(2);
if (tag === undefined || file === undefined || more.length > 0)
  throw new Error("Usage: node scripts/release-tag.ts <tag> <file>");
const { major, isNewest, changes } = judgeTag(HOUSE, tag);
writeFileSync(file, `${changes}\n`);
console.log(`major=${major}\nnewest=${isNewest}`);
