import { createUser } from "@nats-io/nkeys";
import { ANY_CLOSED_SUBJECT } from "../../agents/wire/bus_account.ts";
import { DataError } from "../../core/errors.ts";
import { KEY_FILES, toAccounts } from "./bus_settings.ts";

/** Valid so long; a bus is made anew long before. */
const VALID_DAYS = 825;

/** Only its owner may read what is secret. */
const SECRET_MODE = 0o600;

/** Under these the bus is always reached: a coordinator that starts it (`--agents listen=`) does so. */
const OWN_NAMES = ["localhost", "127.0.0.1"];

/**
 * Writes what a bus needs that others can reach: an authority and a certificate for the given names, keys of
 * coordinator and agent, and what each of the two may do. Refuses a folder that has such files already.
 */
export async function initBusKeys(folder: string, names: readonly string[]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseExisting(folder);
  await makeCertificates(folder, names);
  const [coordinator, agent] = [createUser(), createUser()];
  const write = (name: string, text: string | Uint8Array): Promise<void> =>
    typeof text === "string"
      ? Deno.writeTextFile(`${folder}/${name}`, text, { mode: SECRET_MODE })
      : Deno.writeFile(`${folder}/${name}`, text, { mode: SECRET_MODE });
  await write(KEY_FILES.coordinator, coordinator.getSeed());
  await write(KEY_FILES.agent, agent.getSeed());
  await write(KEY_FILES.permissions, toPermissions(coordinator.getPublicKey(), agent.getPublicKey()));
}

async function refuseExisting(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!(Object.values(KEY_FILES) as string[]).includes(name)) continue;
    throw new DataError(`${folder} has ${name} already`, { hint: "Name a new folder: keys are never written over" });
  }
}

/**
 * What an agent may do: ask to join, tell of itself, hand in records and metrics, answer. It reads what is for agents, and
 * the metrics of those that tell it; no records.
 */
const AGENT_MAY = {
  publish: ["sg.v1.join", "sg.v1.*.from.*", "sg.v1.*.beat.*", "sg.v1.*.rec.>", "sg.v1.*.sum.*"],
  subscribe: ["sg.v1.*.to.*", "sg.v1.*.sum.*", "_INBOX_agent.>"],
} as const;

const COORDINATOR_MAY = {
  publish: ["sg.v1.*.to.*", "sg.v1.claim.*", "$JS.API.>", "$JS.ACK.>"],
  subscribe: [
    ...["sg.v1.join", "sg.v1.*.from.*", "sg.v1.*.beat.*", "sg.v1.*.sum.top", "_INBOX_coordinator.>"],
    ANY_CLOSED_SUBJECT,
  ],
} as const;

interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The part of the configuration that says who may come in, by key, and what each may do. */
export function toPermissions(coordinatorKey: string, agentKey: string): string {
  const user = (key: string, { publish, subscribe }: Permissions): string =>
    `{ nkey: ${key}, permissions: { publish: ${JSON.stringify(publish)}, subscribe: ${JSON.stringify(subscribe)}, ` +
    "allow_responses: true } }";
  const users = [user(coordinatorKey, COORDINATOR_MAY), user(agentKey, AGENT_MAY)];
  return [...toAccounts(users), ""].join("\n");
}

async function makeCertificates(folder: string, names: readonly string[]): Promise<void> {
  const path = (name: keyof typeof KEY_FILES): string => `${folder}/${KEY_FILES[name]}`;
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", String(VALID_DAYS)];
  await openssl([
    ...["req", "-x509", ...curve, "-keyout", path("authorityKey"), "-out", path("authority")],
    ...["-subj", "/CN=streamgauge bus authority", "-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  ]);
  const places = [...new Set([...names, ...OWN_NAMES])].map((name) =>
    /^[\d.]+$|:/.test(name) ? `IP:${name}` : `DNS:${name}`
  ).join(",");
  await openssl([
    ...["req", "-x509", ...curve, "-keyout", path("certificateKey"), "-out", path("certificate")],
    ...["-CA", path("authority"), "-CAkey", path("authorityKey"), "-subj", `/CN=${names[0] ?? OWN_NAMES[0]}`],
    ...["-addext", `subjectAltName=${places}`, "-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-addext", "extendedKeyUsage=serverAuth"],
  ]);
  for (const name of ["authorityKey", "certificateKey"] as const) await Deno.chmod(path(name), SECRET_MODE);
}

async function openssl(args: readonly string[]): Promise<void> {
  const hint = "Install OpenSSL 3, or make certificates and keys by other means";
  try {
    const { success, stderr } = await new Deno.Command("openssl", { args: [...args], stdout: "null" }).output();
    if (!success) throw new DataError(`openssl failed: ${new TextDecoder().decode(stderr).trim()}`, { hint });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new DataError("Certificates need the program openssl, which is not found", { cause, hint });
  }
}
