import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { Environment } from "../parsing/environment.ts";
import type { ConfigFile, ParsedText } from "./config_text.ts";
import { findJsonProblem } from "../parsing/json_position.ts";
import { readUserFile } from "../resolving/user_files.ts";
import { fillVariables } from "./variables.ts";

const NOTHING: JsonObject = {};

/**
 * Reads a configuration file: `.toml` as TOML, `.json` as JSON, everything else as YAML. Fills `${NAME}` and
 * `${NAME:-default}` in its texts from the environment.
 */
export async function readConfigFile(path: string, env: Environment): Promise<ConfigFile> {
  const text = readUserFile(path, "--config");
  if (typeof text !== "string") return { values: NOTHING, text: "", problems: [{ ...text, key: "config" }] };
  const parsed = await parseText(text, path);
  const message = `Cannot use the file "${path}" of --config`;
  if (!("data" in parsed)) {
    const { reason, hint } = parsed;
    const problem = { message: `${message}: ${reason}`, key: "config" };
    return { values: NOTHING, text, problems: [hint === undefined ? problem : { ...problem, hint }] };
  }
  // An empty file, or one of comments, says nothing.
  const data = parsed.data ?? NOTHING;
  if (!isJsonObject(data)) {
    const hint = "Each line names an option: parallel: [1, 2, 4]";
    return {
      values: NOTHING,
      text,
      problems: [{ message: `${message}: it must hold options by name`, hint, key: "config" }],
    };
  }
  return fillVariables(data, env, { path, text });
}

async function parseText(text: string, path: string): Promise<ParsedText> {
  if (/\.toml$/i.test(path)) return (await import("./toml_text.ts")).parseToml(text);
  if (/\.json$/i.test(path)) return parseJson(text);
  return (await import("./yaml_text.ts")).parseYaml(text);
}

function parseJson(text: string): ParsedText {
  const problem = findJsonProblem(text);
  if (problem === null) return { data: JSON.parse(text) };
  const reason = `it is not JSON, ${problem.message}`;
  return problem.hint === undefined ? { reason } : { reason, hint: problem.hint };
}
