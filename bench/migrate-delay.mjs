// A server that is far away, for bench/migrate.ts: a TCP proxy on loopback that holds every chunk for half a round trip in each direction. Nothing
// leaves a client in the first round trip of a connection, which a handshake would take. A process of its own: what is measured shares no event loop with it.
// Arguments: port of the server, round trip in ms. Sends its own port, and when asked, how much went through it.
import { connect, createServer } from "node:net";

const [serverPort, roundTrip] = process.argv.slice(2).map(Number);
/** Every request over HTTP/1.1 has it once, before its body; that JSON escapes line ends keeps it out of bodies. */
const REQUEST_LINE_END = " HTTP/1.1\r\n";
let [requests, connections] = [0, 0];

/**
 * Hands chunks on, each at its time and in their order; timers alone are late by up to a millisecond.
 * @param openMs when, from now on, the connection is open
 */
function holdBack(target, openMs) {
  const waiting = [];
  const openAt = performance.now() + openMs;
  const release = () => {
    for (; waiting.length > 0 && waiting[0].due <= performance.now(); waiting.shift()) waiting[0].action();
    if (waiting.length > 0) schedule();
  };
  const schedule = () => {
    const left = waiting[0].due - performance.now();
    if (left > 2) setTimeout(release, left - 2);
    else setImmediate(release);
  };
  const at = (action) => {
    const due = Math.max(performance.now(), openAt) + roundTrip / 2;
    if (waiting.push({ due, action }) === 1) release();
  };
  return { write: (chunk) => at(() => target.write(chunk)), end: () => at(() => target.end()) };
}

function pass(source, held, onData) {
  source.on("data", (chunk) => {
    onData(chunk);
    held.write(chunk);
  });
  source.on("end", held.end);
}

const proxy = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  connections++;
  const server = connect({ port: serverPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  let rest = "";
  pass(client, holdBack(server, roundTrip), (chunk) => {
    const parts = (rest + chunk.toString("latin1")).split(REQUEST_LINE_END);
    requests += parts.length - 1;
    rest = parts.at(-1).slice(-REQUEST_LINE_END.length);
  });
  pass(server, holdBack(client, 0), () => undefined);
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ])
    socket.on("error", () => other.destroy()).on("close", () => socket.destroyed && other.destroySoon());
});

process.on("message", () => process.send({ requests, connections }));
process.on("disconnect", () => process.exit());
proxy.listen(0, "127.0.0.1", () => process.send({ port: proxy.address().port }));
