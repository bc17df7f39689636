import { deepStrictEqual, notStrictEqual } from "node:assert/strict";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../src/core/json.ts";
import { METRIC_CATALOG } from "../../../src/metrics/catalog.ts";
import { RUN_SCHEMA_VERSION } from "../../../src/report/files/run_json.ts";
import { makeRunSchema } from "../../../src/report/reading/run_schema.ts";

const KNOWN = new URL("../golden/run_members.json", import.meta.url);

/** The members of a version of `run.json`. */
interface KnownMembers {
  readonly version: string;
  readonly members: readonly string[];
}

const SCHEMA: JsonObject = makeRunSchema();

/** Every member with its type, by its path. Metrics come and go without a new version: readers ask for those they know. */
function listMembers(schema: JsonValue, path: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => listMembers(part, path));
  if (!isJsonObject(schema)) return [];
  const { $ref: reference } = schema;
  if (typeof reference === "string") return listMembers(resolve(reference), path);
  const own = schema["type"] === undefined ? [] : [`${path}: ${JSON.stringify(schema["type"])}`];
  const members = Object.entries(propertiesOf(schema)).filter(([name]) => !(name in METRIC_CATALOG));
  return [
    ...own,
    ...members.flatMap(([name, member]) => listMembers(member, `${path}.${name}`)),
    ...listMembers(schema["items"] ?? null, `${path}[]`),
    ...["anyOf", "allOf", "oneOf", "additionalProperties"].flatMap((word) => listMembers(schema[word] ?? null, path)),
  ];
}

function propertiesOf({ properties = {} }: JsonObject): JsonObject {
  return isJsonObject(properties) ? properties : {};
}

/** `#/definitions/name` */
function resolve(reference: string): JsonValue {
  const names = reference.split("/").slice(1);
  return names.reduce<JsonValue>((place, name) => isJsonObject(place) ? place[name] ?? null : null, SCHEMA);
}

Deno.test("members of run.json change with the version of its schema alone", async () => {
  const members = [...new Set(listMembers(SCHEMA, "run"))].toSorted();
  const known = JSON.parse(await Deno.readTextFile(KNOWN)) as KnownMembers;
  const changed = [
    ...members.filter((member) => !known.members.includes(member)).map((member) => `+ ${member}`),
    ...known.members.filter((member) => !members.includes(member)).map((member) => `- ${member}`),
  ];
  if (changed.length === 0 && known.version === RUN_SCHEMA_VERSION) return;
  const raise = `raise RUN_SCHEMA_VERSION (its first number where a reader would break):\n${changed.join("\n")}`;
  notStrictEqual(RUN_SCHEMA_VERSION, known.version, raise);
  if (Deno.env.get("UPDATE_GOLDEN") !== undefined) {
    const next: KnownMembers = { version: RUN_SCHEMA_VERSION, members };
    return await Deno.writeTextFile(KNOWN, `${JSON.stringify(next, null, 2)}\n`);
  }
  deepStrictEqual(changed, [], "keep the members of the new version with UPDATE_GOLDEN=1");
});
