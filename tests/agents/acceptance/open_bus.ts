import type { NatsConnection } from "@nats-io/nats-core";
import { connectBus } from "../../../src/agents/wire/connect_bus.ts";

/** Connects a test to a bus that asks for nothing. */
export function connectOpenBus(url: string): Promise<NatsConnection> {
  const address = { url, token: null, credsPath: null, authorityPath: null };
  return connectBus(address, { role: "coordinator", incarnation: "test" });
}
