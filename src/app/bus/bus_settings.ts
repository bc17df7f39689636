import { BUS_ACCOUNT, closedSubject, WORD_USER } from "../../agents/wire/bus_account.ts";

/** Where a bus listens, where it keeps what it was given, and whom it lets in. */
export interface BusSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** A folder for its streams. */
  readonly store: string;
  /** Where it writes its address. */
  readonly portsFolder: string;
  readonly access: BusAccess;
}

/** Who may come in: anybody, who knows a word, or whose key is in the list of a folder that `bus --init` made. */
export type BusAccess =
  | { readonly kind: "open" }
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "keys"; readonly folder: string };

/** The largest message: items and batches of records are cut to fit. */
const MAX_PAYLOAD_BYTES: number = 8 * 1024 * 1024;

/** Files of a folder that `bus --init` makes. */
export const KEY_FILES = {
  authority: "ca.pem",
  authorityKey: "ca.key",
  certificate: "server.pem",
  certificateKey: "server.key",
  permissions: "auth.conf",
  coordinator: "coordinator.nk",
  agent: "agent.nk",
} as const;

/**
 * The configuration of nats-server. Streams lie in files, so that a bus that dies loses nothing it acknowledged; a
 * client that is gone is noticed within seconds, one that is merely short of CPU is not taken for one; a slow one gets more
 * room than the default before it is cut off.
 */
export function toServerConfig({ host, port, store, portsFolder, access }: BusSettings): string {
  return [
    `listen: ${JSON.stringify(`${host}:${port === 0 ? -1 : port}`)}`,
    `server_name: "streamgauge-bus"`,
    `ports_file_dir: ${JSON.stringify(portsFolder)}`,
    `max_payload: ${MAX_PAYLOAD_BYTES}`,
    `max_pending: ${256 * 1024 * 1024}`,
    `write_deadline: "10s"`,
    `ping_interval: "2s"`,
    `ping_max: 5`,
    `jetstream { store_dir: ${JSON.stringify(store)}, max_file_store: 64GB, max_memory_store: 64MB }`,
    ...toAccessLines(access),
    "",
  ].join("\n");
}

/**
 * Accounts of a server: one for its users, and that of the server itself, which lets the first one hear of connections
 * that have ended and of nothing else. Nobody can come in as the server.
 */
export function toAccounts(users: readonly string[]): readonly string[] {
  const notice = JSON.stringify(closedSubject(BUS_ACCOUNT));
  return [
    `accounts {`,
    `  SYS { exports: [ { stream: ${notice}, accounts: [${BUS_ACCOUNT}] } ] }`,
    `  ${BUS_ACCOUNT} {`,
    `    jetstream: enabled`,
    `    imports: [ { stream: { account: SYS, subject: ${notice} } } ]`,
    `    users: [`,
    ...users.map((user) => `      ${user}`),
    `    ]`,
    `  }`,
    `}`,
    `system_account: SYS`,
  ];
}

function toAccessLines(access: BusAccess): readonly string[] {
  const known = (password: string): readonly string[] =>
    toAccounts([`{ user: ${JSON.stringify(WORD_USER)}, password: ${JSON.stringify(password)} }`]);
  if (access.kind === "open") return [...known(WORD_USER), `no_auth_user: ${JSON.stringify(WORD_USER)}`];
  if (access.kind === "token") return known(access.token);
  const file = (name: string): string => JSON.stringify(`${access.folder}/${name}`);
  // A file that is included is looked for beside the one that includes it: its text stands here instead.
  return [
    `tls { cert_file: ${file(KEY_FILES.certificate)}, key_file: ${file(KEY_FILES.certificateKey)} }`,
    Deno.readTextFileSync(`${access.folder}/${KEY_FILES.permissions}`),
  ];
}

/** Whether an address is of this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\./.test(host);
}
