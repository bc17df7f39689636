import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.ts";

/** Flattens an object: keys of objects inside are joined with a separator; lists and texts stay values. */
export function flatten(
  object: JsonObject,
  separator: string,
): Readonly<Record<string, Exclude<JsonValue, JsonObject>>> {
  const entries = Object.entries(object).flatMap(([name, value]): [string, Exclude<JsonValue, JsonObject>][] => {
    if (!isJsonObject(value)) return [[name, value]];
    return Object.entries(flatten(value, separator)).map(([inner, leaf]) => [`${name}${separator}${inner}`, leaf]);
  });
  return Object.fromEntries(entries);
}

/** Returns the values that are numbers. */
export function numbersOf(values: Readonly<Record<string, number | string>>): [name: string, value: number][] {
  return Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === "number");
}

/** Returns the values that are texts. */
export function textsOf(values: Readonly<Record<string, number | string>>): [name: string, value: string][] {
  return Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
