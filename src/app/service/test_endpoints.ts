import { openEndpoints } from "../../apis/open_endpoints.ts";
import type { ApiDialect } from "../../apis/dialect.ts";
import { isTls } from "../../config/endpoint_plan.ts";
import type { RunPlan, TargetPlan } from "../../config/run_plan.ts";
import { speaksTls } from "../../transport/tls_probe.ts";
import type { TransportSettings } from "../../transport/transport.ts";
import type { LoadHost } from "../run/load_host.ts";
import type { RunListener } from "../run/run_listener.ts";
import { checkConnection, type ConnectionTest } from "./connection_check.ts";
import { toEndpoints } from "./transport_settings.ts";

interface TestParts {
  readonly host: LoadHost;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
  readonly transport: TransportSettings;
  readonly dialect: ApiDialect;
}

/**
 * Tests the connection to every address, and tells the fastest pace of their replies. Without a test the settings are
 * used once all the same: what is wrong with them, such as certificates that cannot be used, is the user's to hear, and
 * not to be found in an event loop.
 */
export async function testEndpoints({ target, workload }: RunPlan, parts: TestParts): Promise<ConnectionTest> {
  const { host, listener, signal, dialect } = parts;
  const { clock } = host;
  const opened = await openEndpoints({
    endpoints: toEndpoints(target),
    settings: toTestSettings(parts.transport, target),
    dialect,
    clock,
    createTransport: (settings) => host.createTransport(settings),
  });
  const shared = {
    api: target.api,
    dialect,
    generation: workload.generation,
    applyChatTemplate: workload.applyChatTemplate && !workload.tokenizePrompt,
    waitMs: target.waitMs,
    speaksTls,
    clock,
    listener,
    signal,
  };
  let fastest: number | null = null;
  try {
    for (const [index, exchange] of opened.sends.entries()) {
      if (!target.testConnection) break;
      const url = target.endpoints[index]?.name ?? target.displayUrl;
      const { isReady, eventsPerSecond } = await checkConnection({ ...shared, url, exchange });
      if (!isReady) return { isReady, eventsPerSecond: null };
      fastest = eventsPerSecond === null ? fastest : Math.max(fastest ?? 0, eventsPerSecond);
    }
  } finally {
    opened.close();
  }
  return { isReady: true, eventsPerSecond: fastest };
}

/**
 * Nobody needs the stamps of a test, and what the kernel transport opens for them takes longer than the test: over plain
 * HTTP the same bytes go through sockets of the platform.
 */
function toTestSettings(settings: TransportSettings, { endpoints }: TargetPlan): TransportSettings {
  const isPlain = !endpoints.some(({ url }) => isTls(url));
  return isPlain && settings.name === "kernel" ? { ...settings, name: "socket" } : settings;
}
