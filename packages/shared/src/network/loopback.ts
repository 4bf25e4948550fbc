// Tells what never leaves the machine.
import { isIPv6 } from "node:net";

/** True for host names and addresses that never leave the machine. `hostname` is as `URL` has it: `127.1` is `127.0.0.1` there. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i.test(hostname);
}

/** The same for an IP address, which `URL` writes in brackets when it is one of version 6. */
export function isLoopbackAddress(address: string): boolean {
  return isLoopback(isIPv6(address) ? new URL(`http://[${address}]`).hostname : address);
}
