// Stands in for @actions/http-client. @actions/core loads it at its start for `getIDToken` alone, which no action here calls, and with it a whole
// HTTP stack: 40 of 80 ms until the first line of a step, and 300 kB a bundle (bench/setup.ts). The suite's own requests go through
// packages/shared/src/network/send.ts.

export class HttpClient {
  constructor() {
    throw new Error("OIDC tokens are not available in this action.");
  }
}
