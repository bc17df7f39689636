import { deepStrictEqual } from "node:assert";
import type { OptionSpec } from "../../../src/config/option_spec.ts";
import { word } from "../../../src/config/options/value_schemas.ts";
import { validateValue } from "../../../src/config/parsing/value_check.ts";

const SPEC: OptionSpec = {
  flag: "colour",
  key: "colour",
  group: "Test",
  arity: "one",
  schema: () => word(["red", "green"]),
  defaultValue: "red",
  help: "A colour",
  shapesWorkload: false,
  choices: ["red", "green"],
};

Deno.test("validateValue() says what an unknown word may have meant", () => {
  deepStrictEqual(validateValue(SPEC, { source: "--colour", raw: "grene" }).problems, [{
    message: 'Cannot use "grene" for --colour: it is unknown',
    hint: "Did you mean green? Known: red, green",
  }]);
});
