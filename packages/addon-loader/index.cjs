// Stands in for @neon-rs/load inside the libsql package. libsql offers one seam: with LIBSQL_JS_DEV set it calls `load()`
// for its native addon instead of requiring @libsql/<platform>, which no bundler can follow. `load()` answers with the
// addon that packages/shared/src/database/addon.ts found and verified. Everything else is the original's.
"use strict";
const original = require("neon-load-original");

exports.currentTarget = original.currentTarget;
exports.load = (directory) => globalThis[Symbol.for("libsql-actions.addon")] ?? original.load(directory);
