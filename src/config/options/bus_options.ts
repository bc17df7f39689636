import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { readHostPort } from "../texts/host_port_text.ts";
import { readable, text, toggle } from "./value_schemas.ts";

/** Values of the options of `bus`. */
export interface BusValues {
  readonly listen: string;
  readonly store: string | null;
  readonly init: string | null;
  readonly name: readonly string[];
  readonly keys: string | null;
  readonly token: string | null;
  readonly insecure: boolean;
}

/** The options of `bus` by key. */
export const BUS_TABLE: OptionTable<BusValues> = ownOptions<BusValues>("Bus", {
  listen: {
    placeholder: "HOST:PORT",
    schema: () => readable(readHostPort),
    defaultValue: "127.0.0.1:4222",
    help: "Where to listen; port 0 takes a free one, the first line of the output tells which",
  },
  store: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    defaultText: "a temporary folder",
    completes: "directory",
    help: "Folder for records that are on their way; with it they outlive the bus",
  },
  init: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    completes: "directory",
    help: "Write certificates, keys and permissions for a bus that others can reach into a new folder, and end",
  },
  name: {
    arity: "many",
    placeholder: "NAME",
    schema: () => z.array(text()),
    defaultValue: [],
    defaultText: "localhost and 127.0.0.1",
    help: "With --init: names and addresses under which others will reach the bus",
  },
  keys: {
    placeholder: "DIR",
    schema: () => text(),
    defaultValue: null,
    completes: "directory",
    help: "Folder that --init made: TLS, and nobody without a key of it comes in",
  },
  token: {
    placeholder: "WORD",
    schema: () => text(),
    defaultValue: null,
    isSecret: true,
    envNames: ["STREAMGAUGE_BUS_TOKEN"],
    help: "Let in who knows this word; better in STREAMGAUGE_BUS_TOKEN than on the command line",
  },
  insecure: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Let anybody in, also from other machines: only in a network of your own",
  },
});
