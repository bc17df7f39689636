/** Sends one request straight to 127.0.0.1:PORT and prints how it failed: a process has one environment, so has each test. */
import { openTransport, postTo } from "./exchange.ts";

const [url = "", port = ""] = Deno.args;
const address = { hostname: "127.0.0.1", port: Number(port) };
using transport = await openTransport({ name: "fetch", route: { kind: "straight", address } });
const { result } = await transport.send(postTo(url));
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(result.failure)));
