// What generates values may use only arithmetic and text functions that give the same on every machine and under every version of Node: `Math.pow`
// differs between Node 22 and 24, and the data of Unicode and of time zones with each release. A line that must use one anyway ends with a comment
// `// portable: <why>`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findFiles } from "../find-files.ts";

const SOURCES = ["action-seed/src/generate/**/*.ts", "action-seed/src/plan/**/*.ts"];
const EXEMPTION = /\/\/ portable: \S/;

/** Lines that are comments or imports. */
const PASSED_OVER = /^\s*(?:\/\/|\/\*\*|\* |\*\/|import\b|\} from ")/;

const EXACT_MATH = "abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc";

/** What is not allowed, as it is found in the code of one line, and why. */
const BANS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    new RegExp(`\\bMath\\s*(?:\\.(?!(?:${EXACT_MATH})\\b)|\\[)`),
    `of Math only ${EXACT_MATH.replaceAll("|", ", ")} are exact everywhere`,
  ],
  // Powers of a whole literal by a counted exponent are exact.
  [
    /(?<!(?:^|[^\w.])\d[\d_]*n? )\*\*|\*\* *-/,
    "powers are exact only where a whole number stands before `**`, and no minus behind it",
  ],
  [/\bIntl\b|\.(?:localeCompare|toLocale\w*)\b/, "the words and rules of languages differ between versions"],
  [/\.normalize\(|\.to(?:Lower|Upper)Case\(|\\[pP]\{/, "Unicode grows: for ASCII letters see generate/ascii.ts"],
  [/\/(?:[dgmsy]*i[dgmsy]*[uv]|[dgmsy]*[uv][dgmsy]*i)[dgmsy]*(?![\w/])/, "ignoring case in Unicode differs between versions"],
  [
    /\bDate\.(?:now|parse)\b|\bnew Date\((?:\)|["'`]|[^()]*,)|\bDate\(\)/,
    "the clock, the time zone and texts of dates are those of the machine",
  ],
  [
    /\.(?:get|set)(?:Full)?(?:Year|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)\b|\.getTimezoneOffset\b|\.to(?:Date|Time)String\b/,
    "the time zone is that of the machine: use the functions with UTC",
  ],
  [/\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b|\bperformance\.|\bprocess\./, "values depend on their address alone"],
];

export async function checkPortableCode(root: string): Promise<string[]> {
  const files = findFiles(root, ...SOURCES).filter((file) => !file.endsWith(".test.ts"));
  if (files.length === 0) return [`There is nothing in ${SOURCES.join(" and ")}: the check has lost what it is for`];
  return files.flatMap((file) => portabilityProblems(file, readFileSync(join(root, file), "utf8")));
}

/** The lines of a source that use what is not the same everywhere. Comments and imports are passed over. */
export function portabilityProblems(file: string, source: string): string[] {
  const problems: string[] = [];
  for (const [index, line] of source.split("\n").entries()) {
    if (PASSED_OVER.test(line) || EXEMPTION.test(line)) continue;
    const code = line.replace(/(^|\s)(?:\/\/ .*|\/\*\*? .*\*\/)$/, "");
    for (const [ban, reason] of BANS) {
      const found = ban.exec(code);
      if (found !== null) problems.push(`${file}:${index + 1}:${found.index + 1}: ${found[0].trim()} is not portable: ${reason}`);
    }
  }
  return problems;
}
