import assert from "node:assert/strict";
import { clientCertificateOf, readAuthority, readIdentity } from "../../support/tls_identities.ts";
import type { IdentityName } from "../../support/tls_identities.ts";
import { replyText, startScriptedServer } from "../../support/scripted_server.ts";
import type { ScriptedServer } from "../../support/scripted_server.ts";
import type { TransportSettings } from "../../../src/transport/transport.ts";
import { postTo, settlePool } from "../exchange.ts";
import { startTlsServer } from "../tls/engine_exchange.ts";
import { eachTransport } from "./each_transport.ts";
import type { Open } from "./each_transport.ts";

const REPLY = replyText("200 OK", { type: "application/json", body: "ok" });
const TLS = { needs: ["tls"] } as const;
const TRUSTING: Partial<TransportSettings> = { caCerts: [readAuthority()] };

function serveAs(name: IdentityName): ScriptedServer {
  return startScriptedServer(async (connection) => {
    while (await connection.readRequest() !== null) await connection.write(REPLY);
  }, readIdentity(name));
}

async function messageOf(open: Open, url: string, settings: Partial<TransportSettings>): Promise<string | null> {
  using transport = await open(settings);
  const { result } = await transport.send(postTo(url));
  if (result.failure !== null) assert.equal(result.failure.kind, "tls", result.failure.message);
  else assert.equal(result.status, 200);
  return result.failure?.message ?? null;
}

const VERDICTS: readonly (readonly [IdentityName, Partial<TransportSettings>, string | null])[] = [
  ["good", TRUSTING, null],
  [
    "good",
    {},
    "TLS failed: the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)",
  ],
  [
    "self_signed",
    TRUSTING,
    "TLS failed: the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)",
  ],
  ["expired", TRUSTING, "TLS failed: the service's certificate has expired"],
  ["future", TRUSTING, "TLS failed: the service's certificate is not valid yet"],
  ["other_host", TRUSTING, "TLS failed: the service's certificate is for another host"],
];

for (const [name, settings, message] of VERDICTS) {
  const trust = settings === TRUSTING ? "" : ", its authority unknown";
  eachTransport(
    `the certificate "${name}"${trust} has the same verdict and the same words everywhere`,
    async (open) => {
      await using server = serveAs(name);
      for (const host of ["127.0.0.1", "localhost"]) {
        assert.equal(await messageOf(open, server.url.replace("127.0.0.1", host), settings), message, host);
      }
    },
    TLS,
  );
}

eachTransport("any certificate does when none is checked", async (open) => {
  for (const name of ["self_signed", "expired", "other_host"] as const) {
    await using server = serveAs(name);
    assert.equal(await messageOf(open, server.url, { isInsecure: true }), null, name);
  }
}, { needs: ["tls", "uncheckedTls"] });

eachTransport("a client's certificate is shown, and missed where it is wanted", async (open) => {
  const options = { requestCert: true, rejectUnauthorized: true, ca: readAuthority() };
  await using server = await startTlsServer(readIdentity("good"), (socket) => {
    socket.once("data", () => socket.end(REPLY));
  }, options);
  const url = `https://127.0.0.1:${server.port}/`;
  assert.equal(await messageOf(open, url, { ...TRUSTING, clientCertificate: clientCertificateOf("client") }), null);
  assert.match(await messageOf(open, url, TRUSTING) ?? "", /wants a certificate of the client/);
}, { ...TLS, needsNewRuntime: true });

eachTransport("a client's certificate with the key of another is told to the user", async (open) => {
  const { certificate } = clientCertificateOf("client");
  const clientCertificate = { certificate, key: readIdentity("good").key };
  await assert.rejects(open({ clientCertificate }), { name: "UsageError", message: /--client-cert/ });
}, TLS);

eachTransport("a service that does not speak TLS is named as such", async (open) => {
  await using server = startScriptedServer(async (connection) => {
    await connection.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    await connection.stall();
  });
  const message = await messageOf(open, server.url.replace("http:", "https:"), {});
  assert.equal(
    message,
    "TLS failed: the service does not speak TLS there (is the address http:// instead of https://?)",
  );
}, TLS);

eachTransport("a service that closes before TLS stands is named as such", async (open) => {
  await using server = startScriptedServer(async (connection) => {
    await connection.write("");
  });
  const message = await messageOf(open, server.url.replace("http:", "https:"), {});
  assert.equal(message, "TLS failed: the service closed the connection before TLS stood");
}, TLS);

eachTransport("a long prompt and a long reply go through TLS whole, twice over one connection", async (open) => {
  const body = "x".repeat(3_000_000);
  await using server = startScriptedServer(async (connection) => {
    for (let request = await connection.readRequest(); request !== null; request = await connection.readRequest()) {
      const length = request.length - request.indexOf("\r\n\r\n") - 4;
      await connection.write(replyText("200 OK", { type: "text/plain", body: `${length} ${body}` }));
    }
  }, readIdentity("good"));
  using transport = await open(TRUSTING);
  const prompt = new Uint8Array(10_000_000).fill(0x61);
  for (let request = 0; request < 2; request++) {
    const { text, result } = await transport.send({ ...postTo(server.url), body: prompt });
    assert.equal(result.failure, null);
    assert.ok(text.startsWith("10000000 x") && text.length === body.length + 9);
    await settlePool();
  }
  assert.equal(server.connections, 1);
}, TLS);

eachTransport("plain HTTP to a service that answers with an alert of TLS is named as such at once", async (open) => {
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    await connection.write(Uint8Array.from([0x15, 3, 3, 0, 2, 2, 10]));
    await connection.stall();
  });
  assert.equal(await messageOf(open, server.url, {}), "The service speaks TLS, and the address says http");
}, { needs: ["tls", "ownConnections"] });
