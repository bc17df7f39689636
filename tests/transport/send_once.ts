/** Sends one request to the address given and prints how it failed: a process has one environment, so has each test. */
import { openTransport, postTo } from "./exchange.ts";

const [url = ""] = Deno.args;
using transport = openTransport();
const { result } = await transport.send(postTo(url));
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(result.failure)));
