// Shows a database URL in messages without what may be secret in it.
import { quote } from "../inputs/quote.ts";
import { isDatabaseScheme, isForeignScheme } from "./scheme.ts";

/** What a host and port can look like; anything else there may be half of a secret that was stored together with a URL. */
const HOST_AND_REST = /^\/\/(\*{3}@)?([\p{L}\p{N}._-]*|\[[0-9a-f:.]*\])(:\d{0,5})?(?=[/?#]|$)[^\s\p{Cc}]*$/iu;

/**
 * Shows a URL in a message, without anything in it that may be secret: user name, password, parameters, `#` part. A text that is no
 * URL is not shown at all: it may be a token in the wrong place. Of one whose host or port cannot be any, only the scheme is.
 */
export function showUrl(text: string): string {
  if (text === ":memory:") return quote(text);
  const [, written = "", rest = ""] = /^([a-z][a-z0-9+.-]{0,19}):(.*)$/is.exec(text) ?? [];
  const scheme = written.toLowerCase();
  const isFile = scheme === "file";
  if (!isFile && !rest.startsWith("//"))
    return isDatabaseScheme(scheme) || isForeignScheme(scheme)
      ? quote(`${written}:…`)
      : "the value (not shown, since it is no URL)";
  const bare = isFile && !rest.startsWith("//") ? rest : rest.replace(/^\/\/.*@/s, "//***@");
  if (isFile ? /\p{Cc}/u.test(bare) : !HOST_AND_REST.test(bare)) return quote(`${written}:…`);
  return quote(`${written}:${bare.replace(/#.*$/s, "#***").replace(/\?[^#]*/, hideParameters)}`);
}

/** Keeps `tls` and the name of `authToken`. */
function hideParameters(query: string): string {
  const parameters = query.slice(1).split("&");
  return `?${parameters.map((one) => (/^tls=[01]?$/.test(one) ? one : one.startsWith("authToken=") ? "authToken=***" : "***")).join("&")}`;
}
