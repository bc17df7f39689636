import { IS_OLD_RUNTIME } from "../../support/runtime.ts";
import assert from "node:assert/strict";
import { TLS_ENGINE_NAMES } from "../../../src/transport/tls/tls_engine.ts";
import type { TlsSettings } from "../../../src/transport/tls/tls_engine.ts";
import { readAuthority, readIdentity } from "../../support/tls_identities.ts";
import type { IdentityName } from "../../support/tls_identities.ts";
import { ENGINES, PLAIN_TLS, startTlsServer, talk, whyNot } from "./engine_exchange.ts";

const TRUSTING: TlsSettings = { ...PLAIN_TLS, caCerts: [readAuthority()] };

interface Case {
  readonly identity: IdentityName;
  readonly settings: TlsSettings;
  readonly host?: string;
  /** A part of the words; `null`: TLS stands. */
  readonly words: RegExp | null;
}

const CASES: Readonly<Record<string, Case>> = {
  "a certificate of a private authority that is trusted": { identity: "good", settings: TRUSTING, words: null },
  "the same by address": { identity: "good", settings: TRUSTING, host: "127.0.0.1", words: null },
  "one of an authority that nobody trusts": {
    identity: "good",
    settings: PLAIN_TLS,
    words: /no authority that is trusted/,
  },
  "one that has expired": { identity: "expired", settings: TRUSTING, words: /certificate has expired/ },
  "one that is not valid yet": { identity: "future", settings: TRUSTING, words: /not valid yet/ },
  "one for another host": { identity: "other_host", settings: TRUSTING, words: /for another host/ },
  "one for another address": {
    identity: "other_host",
    settings: TRUSTING,
    host: "127.0.0.1",
    words: /for another host/,
  },
  "one signed by itself": { identity: "self_signed", settings: TRUSTING, words: /no authority that is trusted/ },
  "one signed by itself that is trusted": {
    identity: "self_signed",
    settings: { ...PLAIN_TLS, caCerts: [readIdentity("self_signed").cert] },
    words: null,
  },
  ...Object.fromEntries((["expired", "future", "other_host", "self_signed"] as const).map((identity) => [
    `any one when none is checked: ${identity}`,
    { identity, settings: { ...PLAIN_TLS, isInsecure: true }, words: null },
  ])),
};

for (const name of TLS_ENGINE_NAMES) {
  const reason = whyNot(name);
  const test = (title: string, run: () => Promise<void>) =>
    Deno.test({ name: `TLS by ${name}: ${title}`, ignore: reason !== null || IS_OLD_RUNTIME, fn: run });

  for (const [title, { identity, settings, host = "localhost", words }] of Object.entries(CASES)) {
    test(title, async () => {
      await using server = await startTlsServer(readIdentity(identity), (socket) => socket.write("hello"));
      using engine = ENGINES[name](settings);
      const outcome = await talk(server.port, { engine, host });
      if (words === null) assert.deepEqual([outcome.failure, outcome.text], [null, "hello"]);
      else {
        assert.equal(outcome.failure?.kind, "tls");
        assert.match(outcome.failure.message, words);
        assert.ok(!outcome.isSecure, "nothing may be said to a service that is not trusted");
      }
    });
  }

  test("the plaintext comes within the call that brings its last byte, and with its stamp", async () => {
    await using server = await startTlsServer(readIdentity("good"), (socket) => {
      socket.on("data", (bytes) => socket.write(bytes));
    });
    using engine = ENGINES[name](TRUSTING);
    const say = new Uint8Array(300_000).map((_, index) => index % 251);
    for (const cutAt of [0, 1, 1000]) {
      const outcome = await talk(server.port, { engine, say, cutAt, enough: say.length });
      assert.equal(outcome.text, new TextDecoder("latin1").decode(say));
      assert.equal(outcome.late, 0);
      assert.deepEqual(outcome.stamps, outcome.stamps.toSorted((a, b) => a - b));
    }
  });

  test("the end that the service says is told", async () => {
    await using server = await startTlsServer(readIdentity("good"), (socket) => socket.end("bye"));
    using engine = ENGINES[name](TRUSTING);
    const outcome = await talk(server.port, { engine, enough: Infinity });
    assert.deepEqual([outcome.text, outcome.isClosed, outcome.failure], ["bye", true, null]);
  });

  test("the name of the host is told to the service, and no address", async () => {
    await using server = await startTlsServer(readIdentity("good"), (socket) => {
      socket.write(`name:${"servername" in socket ? socket.servername || "none" : "?"};`);
    });
    using engine = ENGINES[name](TRUSTING);
    assert.equal((await talk(server.port, { engine, enough: 10 })).text, "name:localhost;");
    assert.equal((await talk(server.port, { engine, host: "127.0.0.1", enough: 10 })).text, "name:none;");
  });

  test("a certificate of the client is shown where it is asked for", async () => {
    const { cert: certificate, key } = readIdentity("client");
    const asking = { requestCert: true, rejectUnauthorized: true, ca: readAuthority() };
    await using server = await startTlsServer(readIdentity("good"), (socket) => socket.write("hello"), asking);
    using own = ENGINES[name]({ ...TRUSTING, clientCertificate: { certificate, key } });
    assert.equal((await talk(server.port, { engine: own })).text, "hello");
    using without = ENGINES[name](TRUSTING);
    assert.match(
      (await talk(server.port, { engine: without })).failure?.message ?? "",
      /wants a certificate of the client/,
    );
  });

  test("what is no certificate or no key of the client is refused before the load", () => {
    const { cert: certificate, key } = readIdentity("client");
    const open = (clientCertificate: TlsSettings["clientCertificate"]) => () =>
      ENGINES[name]({ ...TRUSTING, clientCertificate });
    assert.throws(open({ certificate: "nothing", key }), { name: "UsageError" });
    assert.throws(open({ certificate, key: "nothing" }), { name: "UsageError" });
    assert.throws(open({ certificate, key: readIdentity("good").key }), { name: "UsageError" });
    return Promise.resolve();
  });

  test("a service that speaks another protocol only is told apart", async () => {
    const options = { ALPNProtocols: ["h2"] };
    await using server = await startTlsServer(readIdentity("good"), (socket) => socket.write("hello"), options);
    using engine = ENGINES[name](TRUSTING);
    assert.match((await talk(server.port, { engine })).failure?.message ?? "", /neither HTTP\/1.1 nor HTTP\/2/);
    using both = ENGINES[name]({ ...TRUSTING, protocols: ["http/1.1", "h2"] });
    assert.equal((await talk(server.port, { engine: both })).text, "hello");
  });

  for (
    const [answer, words] of [["HTTP/1.1 400 Bad Request\r\n\r\n", /does not speak TLS/], [
      "SSH-2.0-x\r\n",
      /does not speak TLS/,
    ]] as const
  ) {
    test(`a service that answers "${answer.trim()}" speaks no TLS`, async () => {
      using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const serving = (async () => {
        using connection = await listener.accept();
        await connection.write(new TextEncoder().encode(answer));
        while (await connection.read(new Uint8Array(1000)) !== null);
      })();
      using engine = ENGINES[name](TRUSTING);
      const outcome = await talk(listener.addr.port, { engine });
      assert.match(outcome.failure?.message ?? "", words);
      await serving;
    });
  }
}
