import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { readFleetValues } from "./fleet_values.ts";

const loadTable = async () => (await import("../../config/options/agent_options.ts")).AGENT_TABLE;

/** Carries load for runs on other machines. */
export const AGENT_COMMAND: Command = {
  name: "agent",
  summary: "Carry load on this machine for `perf --agents` on another",
  usage: "streamgauge agent [--bus URL] [options]",
  description: [
    "Waits on a bus (`streamgauge bus`, or any nats-server with JetStream) for runs, and carries a part of the load of one " +
    "after another. It connects outward only. It stops by itself when its coordinator cannot be reached any more.",
    "Ctrl-C once: what runs may finish and this agent's share goes to others; twice: everything is cut off.",
  ],
  examples: [
    "streamgauge agent --bus nats://127.0.0.1:4222",
    "streamgauge agent --bus tls://bus.example.org:4222 \\\n" +
    "  --creds agent.nk --ca ca.pem --allow-target 'http://my-llm:8000/*'",
  ],
  operands: [],
  loadOptions: async () => Object.values(await loadTable()),
  run: runAgent,
};

async function runAgent(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const values = await readFleetValues(await loadTable(), argv, env);
  const { serve } = await import("../../app/agents/serve.ts");
  using stop = watchStopSignals(({ stage }) => terminal.log(stage === "finish" ? LEAVING : "Everything is cut off"));
  const cut = new Promise<"cut">((resolve) => {
    stop.running.addEventListener("abort", () => resolve("cut"), { once: true });
  });
  const end = await Promise.race([
    serve(values, { stop: stop.admitting, env, log: (line) => terminal.log(line) }),
    cut,
  ]);
  // Connection and event loops of what was cut off would keep the process.
  if (end === "cut") Deno.exit(EXIT_CODES.interrupted);
  return end === "over" || end === "stopped" ? EXIT_CODES.fine : EXIT_CODES.data;
}

const LEAVING = "Leaving: what runs may finish, the rest goes to others; once more cuts everything off";
