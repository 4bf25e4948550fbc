// Groups of the codes that Node, TLS and SQLite give for what went wrong.
import { faultCode } from "@libsql-actions/shared/network/fault";

/** TLS was not spoken, or a certificate was not trusted. */
export function isTlsFault(fault: unknown): boolean {
  return /SSL|TLS|CERT|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME/.test(faultCode(fault) ?? "");
}

/** The other side does not speak HTTP. */
export function isNoHttp(fault: unknown): boolean {
  return /^HPE_/.test(faultCode(fault) ?? "");
}
