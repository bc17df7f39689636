/**
 * Sends one request with the settings given and prints how it went: what the tests themselves may not connect to. With a
 * reply it is also the service, at the socket of the file system that the settings name.
 */
import { openTransport, postTo } from "./exchange.ts";

const [settings = "{}", url = "", reply] = Deno.args;
const given = JSON.parse(settings);
using listener = reply === undefined ? null : Deno.listen({ transport: "unix", path: given.unixSocket });
const serving = (async () => {
  if (listener === null) return;
  using connection = await listener.accept();
  await connection.read(new Uint8Array(65_536));
  await connection.write(new TextEncoder().encode(reply));
})();
using transport = await openTransport(given);
const { result, text } = await transport.send(postTo(url));
await serving;
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({ kind: result.failure?.kind ?? null, text })));
