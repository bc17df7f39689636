import { deepStrictEqual } from "node:assert";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { parseOptions } from "../../../src/config/parsing/parse_options.ts";

function parse(argv: readonly string[], env: Readonly<Record<string, string>>) {
  return parseOptions(PERF_OPTIONS, argv, env);
}

const READINGS: readonly {
  readonly name: string;
  readonly text: string;
  readonly key: string;
  readonly value: unknown;
}[] = [
  { name: "STREAMGAUGE_API_KEY", text: "sk-1", key: "api_key", value: "sk-1" },
  { name: "STREAMGAUGE_PARALLEL", text: "1 2,4", key: "parallel", value: [1, 2, 4] },
  { name: "STREAMGAUGE_HEADERS", text: '["a=b c", "d=e"]', key: "headers", value: { a: "b c", d: "e" } },
  { name: "STREAMGAUGE_STREAM", text: "false", key: "stream", value: false },
  { name: "STREAMGAUGE_DEBUG", text: "1", key: "debug", value: true },
  { name: "STREAMGAUGE_PROMPT", text: "two words", key: "prompt", value: "two words" },
  { name: "SSL_CERT_FILE", text: "/ca.pem", key: "ca_cert", value: ["/ca.pem"] },
  { name: "HF_ENDPOINT", text: "https://mirror/", key: "huggingface_url", value: "https://mirror" },
];

for (const { name, text, key, value } of READINGS) {
  Deno.test(`parseOptions() reads ${name}=${text}`, () => {
    const { values, problems, explicit } = parse([], { [name]: text });
    deepStrictEqual(problems, []);
    deepStrictEqual(values[key], value);
    deepStrictEqual([...explicit], [key]);
  });
}

Deno.test("parseOptions() prefers the command line to the environment, and ours to others' variables", () => {
  const env = { STREAMGAUGE_MODEL: "env", STREAMGAUGE_CA_CERT: "ours", SSL_CERT_FILE: "theirs" };
  const { values } = parse(["--model", "typed"], env);
  deepStrictEqual([values.model, values.ca_cert], ["typed", ["ours"]]);
});

Deno.test("parseOptions() takes an empty variable for one that is not set", () => {
  deepStrictEqual([...parse([], { STREAMGAUGE_API_KEY: "" }).explicit], []);
});

Deno.test("parseOptions() names the variable in its messages", () => {
  deepStrictEqual(parse([], { STREAMGAUGE_NUMBER: "0", STREAMGAUGE_DEBUG: "maybe" }).problems, [
    { message: 'Cannot use "0" for STREAMGAUGE_NUMBER: must be a whole number of at least 1', key: "number" },
    { message: 'Cannot use "maybe" for STREAMGAUGE_DEBUG: must be true or false', key: "debug" },
  ]);
});

Deno.test("parseOptions() notes a variable whose name is nearly an option's", () => {
  deepStrictEqual(parse([], { STREAMGAUGE_APIKEY: "x", STREAMGAUGE_SOMETHING_ELSE: "y" }).notes, [
    "The environment variable STREAMGAUGE_APIKEY is not used; did you mean STREAMGAUGE_API_KEY?",
  ]);
});
