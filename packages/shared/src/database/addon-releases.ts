// The native libsql addon that the suite was built and tested with: one package a platform, with the hash of its tarball (as the lock
// file has it) and of the addon inside. `scripts/update-addon-releases.ts` writes this file from the lock file.

export const ADDON_VERSION = "0.5.29";

export interface AddonRelease {
  /** Of the package's tarball, in the form of npm lock files. */
  readonly integrity: string;
  /** Of `index.node`. */
  readonly sha256: string;
}

export const ADDON_RELEASES: Readonly<Record<string, AddonRelease>> = {
  "darwin-arm64": {
    integrity: "sha512-K+2RIB1OGFPYQbfay48GakLhqf3ArcbHqPFu7EZiaUcRgFcdw8RoltsMyvbj5ix2fY0HV3Q3Ioa/ByvQdaSM0A==",
    sha256: "3fd9e58190311b5ee027c3e5452a6a410b31a5d610fd55853d797bb3c9f5db0c",
  },
  "darwin-x64": {
    integrity: "sha512-OtT+KFHsKFy1R5FVadr8FJ2Bb1mghtXTyJkxv0trocq7NuHntSki1eUbxpO5ezJesDvBlqFjnWaYYY516QNLhQ==",
    sha256: "f9351876c884c0fec20eccfb9ddbcdd753f3458f0ffc6757e3308fea37191bf3",
  },
  "linux-arm64-gnu": {
    integrity: "sha512-gURBqaiXIGGwFNEaUj8Ldk7Hps4STtG+31aEidCk5evMMdtsdfL3HPCpvys+ZF/tkOs2MWlRWoSq7SOuCE9k3w==",
    sha256: "712f59a8f50a2e537afb7cc1cd57013f29e6026f355a9a4bd4716c0eccbe48c5",
  },
  "linux-arm64-musl": {
    integrity: "sha512-fwgYZ0H8mUkyVqXZHF3mT/92iIh1N94Owi/f66cPVNsk9BdGKq5gVpoKO+7UxaNzuEH1roJp2QEwsCZMvBLpqg==",
    sha256: "e4a292a56e0b4baf88f22ab5ade36e4ea0991a11577b1c31a6fe19f5e4218fb9",
  },
  "linux-x64-gnu": {
    integrity: "sha512-y14V0vY0nmMC6G0pHeJcEarcnGU2H6cm21ZceRkacWHvQAEhAG0latQkCtoS2njFOXiYIg+JYPfAoWKbi82rkg==",
    sha256: "f6c322c857c99e43e13c31e7289044d4e0d64528bae4e23ae03f6524afe02d5e",
  },
  "linux-x64-musl": {
    integrity: "sha512-gquqwA/39tH4pFl+J9n3SOMSymjX+6kZ3kWgY3b94nXFTwac9bnFNMffIomgvlFaC4ArVqMnOZD3nuJ3H3VO1w==",
    sha256: "bed7fdfd3f4139dab101ebafdec8a74ec62799fd65714f1a98918c905597e63d",
  },
  "win32-x64-msvc": {
    integrity: "sha512-4/0CvEdhi6+KjMxMaVbFM2n2Z44escBRoEYpR+gZg64DdetzGnYm8mcNLcoySaDJZNaBd6wz5DNdgRmcI4hXcg==",
    sha256: "5d1de6b0e9b3f2b71d79f4c0f833cd345f7dbb0aa921a89a8ebf0a07571ddc9d",
  },
};
