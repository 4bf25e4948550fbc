// The rule about the two functions of libSQL that reach the files of its machine. Measured on sqld 0.24.32, which has them on whatever token.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isName, isOperator } from "@libsql-actions/shared/sql/lexeme-search";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { placeWithin } from "@libsql-actions/shared/sql/split";
import type { StatementRule } from "../rule.ts";

export const fileAccess: StatementRule = {
  code: "file-access",
  severity: "warning",
  ignore: "in-file",
  description: "readfile() or writefile(), which reach the files of the server's machine.",
  looksAt: "statement",
  down: true,
  check: ({ statement }) => {
    const { sql } = statement;
    if (!/(read|write)file/i.test(sql)) return [];
    const parts = lexemes(sql);
    return parts
      .filter((part, index) => isName(part) && /^(read|write)file$/i.test(part.value) && isOperator(parts[index + 1], "("))
      .slice(0, 1)
      .map((part) => ({
        message: `${quote(part.value)} reaches files of the machine that the database runs on: with a local server those of the runner. Write statements that hold the data.`,
        ...placeWithin(statement, part.start),
      }));
  },
};
