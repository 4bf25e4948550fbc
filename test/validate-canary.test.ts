// Forty secrets go through every kind of verdict, and through servers that say them back: none of them, in any form, stands anywhere but in the
// commands by which the step has the runner mask them.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCertificate } from "@libsql-actions/shared/testing/certificate";
import { type HttpHandler, sendJson, startHttp } from "@libsql-actions/shared/testing/http";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { maskedForms } from "@libsql-actions/shared/testing/job/mask";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, expect, it } from "vitest";
import { FULL } from "./chaos/rounds.ts";

const LATER = { "retry-after": "3600" };
const inAYear = Math.floor(Date.now() / 1_000) + 365 * 86_400;
const issuer = tokenIssuer();
const stops: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

/** Every secret so far. */
const secrets: string[] = [];
function secret(value: string): string {
  secrets.push(value);
  return value;
}
/** Characters that every encoding writes in another way. */
const odd = () => secret(`k3"y&<${randomBytes(12).toString("hex")}>\\%/+é`);
const token = (claims: Record<string, unknown> = {}, header = {}) =>
  issuer.token({ exp: inAYear, jti: randomBytes(9).toString("hex"), ...claims }, header);

/** What of a secret is secret by itself. */
function parts(value: string): string[] {
  const lines = value.split(/[\r\n]+/).map((line) => line.trim());
  return [value, ...lines, ...lines.flatMap((line) => (line.startsWith("ey") ? line.split(".").slice(1) : []))].filter(
    (part) => part.length >= 8,
  );
}

/** Kinds of tokens that a real server answers to in different ways. */
function tokensForServer(): string[] {
  const other = tokenIssuer();
  const jti = randomBytes(9).toString("hex");
  return [
    token(),
    token({ exp: inAYear - 400 * 86_400 }),
    token({ nbf: inAYear }),
    other.token({ exp: inAYear, jti }),
    token({}, { alg: "HS256" }),
    token({}, { alg: "none" }),
    token({ a: "ro" }),
    token().slice(0, -7),
    `${token()}==`,
    `"${token()}"`,
    token({ exp: inAYear * 1_000 }),
    token({ id: "elsewhere" }),
    token({ aud: "somebody" }),
    token({ a: "everything" }),
    token({ exp: -1 }),
    `Bearer-${token()}`,
  ].map(secret);
}

/** Servers that refuse, fail, and say what they were sent in every form there is. */
const HANDLERS: Record<string, HttpHandler> = {
  unprotected: (_, response) =>
    sendJson(response, 200, {
      results: [
        { type: "ok", response: {} },
        { type: "ok", response: {} },
      ],
    }),
  "401 with what was sent": says(401, (sent) => JSON.stringify({ error: `no ${sent} here` })),
  "403 with what was sent": says(403, (sent) => sent),
  "404 with what was sent as base64": says(404, (sent) => `no database ${Buffer.from(sent).toString("base64")}`),
  "401 with it as base64 of the token": says(401, (sent) => Buffer.from(sent.replace("Bearer ", "")).toString("base64url")),
  "403 with it percent-encoded": says(403, (sent) => encodeURIComponent(sent)),
  "401 with each character on a line of its own": says(401, (sent) => `${sent.slice(0, 20)}\n${sent}\n::error::${sent}`),
  429: says(429, (sent) => sent),
  500: says(500, (sent) => JSON.stringify({ message: sent })),
  502: (_, response) => response.writeHead(502, { ...LATER, "content-type": "text/html" }).end("<html>Bad Gateway</html>"),
  "closes at once": (_, response) => response.destroy(),
  // The action waits for it for 20 s.
  ...(FULL ? { "says nothing": () => watchProcesses() } : {}),
};

/** Lets everybody in without a token to the version alone; what is sent with one comes back. */
function says(status: number, words: (sent: string) => string): HttpHandler {
  return ({ headers, path }, response) => {
    watchProcesses();
    const sent = headers.authorization;
    if (sent === undefined && path !== "/version") response.writeHead(401).end('{"error":"none given"}');
    else if (sent === undefined) response.end("sqld 1");
    else response.writeHead(status, status >= 429 ? LATER : {}).end(words(sent));
  };
}

/** The arguments of all processes while a step runs. */
let processArguments = "";
function watchProcesses(): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      processArguments += readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      // It has ended.
    }
}

async function serve(handler: HttpHandler, tls?: { key: string; cert: string }): Promise<string> {
  const server = await startHttp(handler, tls);
  stops.push(() => server.stop());
  return server.url;
}

async function urlsOfServers(): Promise<string[]> {
  const redirected = await serve((request, response) =>
    request.headers.authorization === undefined
      ? void response.writeHead(401).end()
      : void response.writeHead(307, { location: "https://evil.invalid/" }).end(),
  );
  const gone = await startHttp(() => undefined);
  await gone.stop();
  const plain = await Promise.all(Object.values(HANDLERS).map((handler) => serve(handler)));
  return [...plain, redirected, gone.url, await serve(() => undefined, makeCertificate())];
}

/** @returns the URL of the server, which is no secret */
async function runSteps(job: Job): Promise<string> {
  const keyFile = join(job.temporary, "key.pem");
  writeFileSync(keyFile, issuer.publicKey);
  const sqld = await startSqld({ authJwtKeyFile: keyFile });
  stops.push(() => sqld.stop());
  const step = (given: Record<string, string>, env: Record<string, string> = {}) =>
    job.uses("action-validate-secrets", {
      with: { "report-file": `report-${job.steps.length}.json`, ...given },
      env,
      if: "always()",
      continueOnError: true,
    });
  const many = tokensForServer();
  await step({ "database-url": many.map(() => sqld.url).join("\n"), "auth-token": many.join("\n") });
  await step({ "database-url": sqld.url, "auth-token": secret(token()), "write-probe": "schema", "expect-access": "read-only" });
  const urls = await urlsOfServers();
  await step({ "database-url": urls.join("\n"), "auth-token": urls.map(() => secret(token())).join("\n") });
  await step({ "database-url": "http://db.invalid", "auth-token": secret(token()) });
  await step({}, { TURSO_DATABASE_URL: secret(token()), TURSO_AUTH_TOKEN: `libsql://u:${odd()}@h?authToken=${odd()}` });
  await step({}, { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: `${secret(token())}\n` });
  const broken = token();
  await step({}, { TURSO_DATABASE_URL: sqld.url, TURSO_AUTH_TOKEN: secret(`${broken.slice(0, 60)}\n${broken.slice(60)}`) });
  const pem = secret(
    `-----BEGIN KEY-----\n${randomBytes(24).toString("base64")}\n${randomBytes(24).toString("hex")}\n-----END KEY-----`,
  );
  await step({
    secrets: `TURSO_DATABASE_URL=${sqld.url}\nTURSO_AUTH_TOKEN=${secret(token())}\nSIGNING_KEY=${pem}\nAPI_KEY=${odd()}`,
  });
  const platform = await serve(says(401, (sent) => JSON.stringify({ error: sent })));
  await step({
    "database-url": sqld.url,
    "auth-token": secret(token()),
    "api-token": odd().replace("é", ""),
    "api-url": platform,
  });
  await step({ checks: "nonsense", "auth-token": secret(token()), "api-token": odd() });
  const health = "connect, read, latency, integrity, capacity, schema, replication";
  await step({ "database-url": sqld.url, "auth-token": secret(token()), checks: health, "baseline-file": "base.json" });
  for (const broken of ["\n", " ", ":"])
    await step({}, { TURSO_DATABASE_URL: `libsql://db.invalid${broken}${secret(randomBytes(9).toString("hex"))}` });
  return sqld.url;
}

/** Every file that is left below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

it("are nowhere to be found", { timeout: 120_000 }, async () => {
  await using job = await startJob();
  const url = await runSteps(job);
  expect(new Set(secrets).size).toBe(secrets.length);
  expect(secrets.length).toBeGreaterThanOrEqual(40);
  const places: Record<string, string> = { "process arguments": processArguments };
  for (const [index, step] of job.steps.entries()) {
    // Not the log: the runner prints the inputs before the step runs, and masks in it what comes from `secrets.*`.
    const { outputs, env, annotations, stderr, summary } = step;
    const stdout = step.rawStdout.replace(/^::add-mask::.*$/gm, "");
    Object.assign(places, {
      [`stdout of step ${index}`]: stdout,
      [`the rest of step ${index}`]: JSON.stringify({ outputs, env, annotations, stderr, summary }).replaceAll("\\\\", "\\"),
    });
    for (const [name, value] of Object.entries({ ...outputs, summary, stderr })) places[`${name} of step ${index}`] = value;
  }
  for (const { step, file, content } of job.files()) places[`${file} of ${step}`] = content;
  const left = [job.workspace, job.temporary, job.home].flatMap(filesBelow);
  for (const path of left) places[path] = readFileSync(path, "utf8");
  const reports = left.filter((path) => /report-\d+\.json$/.test(path));
  expect(reports.length).toBeGreaterThanOrEqual(9);
  expect(processArguments).toContain("action-validate-secrets");
  const found = secrets.flatMap((value, index) =>
    Object.entries(places).flatMap(([place, text]) =>
      parts(value).some((part) => maskedForms(part).some((form) => text.includes(form))) ? [`secret ${index} in ${place}`] : [],
    ),
  );
  expect(found).toEqual([]);
  // A plain URL is no secret: masked, it could not be handed to another job.
  for (const one of [url, "libsql://db-organization.turso.io"]) expect(job.outputs({ url: one }).kept).toEqual({ url: one });
  await job.finish();
});
