import type { BusValues } from "../../config/options/bus_options.ts";
import type { Environment } from "../../config/parsing/environment.ts";
import { readHostPort } from "../../config/texts/host_port_text.ts";
import { UsageError } from "../../core/errors.ts";
import { isLoopback } from "./bus_settings.ts";
import type { BusAccess } from "./bus_settings.ts";
import type { BusOptions } from "./start_bus.ts";

/** What says who may come in. */
export interface AccessChoice {
  readonly keys: string | null;
  readonly token: string | null;
  readonly isInsecure: boolean;
  /** How the option is called that lets anybody in. */
  readonly insecureFlag: string;
}

/** Says what bus to start; refuses one that others can reach and anybody may use. */
export function planBus(values: BusValues, env: Environment): BusOptions {
  const { keys, token, insecure: isInsecure, store } = values;
  return toBusOptions(values.listen, { access: { keys, token, isInsecure, insecureFlag: "--insecure" }, store, env });
}

/** Says what bus to start at a place `HOST:PORT`. */
export function toBusOptions(
  listen: string,
  { access, store, env }: { readonly access: AccessChoice; readonly store: string | null; readonly env: Environment },
): BusOptions {
  const read = readHostPort(listen);
  if ("expected" in read) throw new UsageError(`The place to listen at ${read.expected}`);
  return { ...read.value, store, env, access: chooseAccess(read.value.host, access) };
}

function chooseAccess(host: string, { keys, token, isInsecure, insecureFlag }: AccessChoice): BusAccess {
  if (keys !== null) return { kind: "keys", folder: keys };
  if (token !== null) return { kind: "token", token };
  if (isInsecure || isLoopback(host)) return { kind: "open" };
  throw new UsageError(`A bus at ${host}, which other machines can reach, needs credentials`, {
    hint: "Set STREAMGAUGE_BUS_TOKEN, or make keys (`streamgauge bus --init DIR`) and name their folder; " +
      `${insecureFlag} lets anybody in`,
  });
}
