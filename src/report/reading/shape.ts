import * as z from "zod";
import type { JsonObject } from "../../core/json.ts";

/** A schema for each member of a type, none missing and none too many: the compiler compares the two. */
type Members<Shape> = {
  readonly [Key in keyof Shape]-?: object extends Pick<Shape, Key> ? z.ZodType<Shape[Key] | undefined>
    : z.ZodType<Shape[Key]>;
};

/** The schema of an object of a declared type; keys that it does not know are left out when it reads. */
export function shape<Shape extends object>(members: Members<Shape>): z.ZodType<Shape> {
  return z.object(members) as unknown as z.ZodType<Shape>;
}

/** An object with the same kind of value under each of the names; one that is missing in an older file has the fallback. */
export function keyed<Name extends string | number, Value>(
  names: readonly Name[],
  value: (name: Name) => z.ZodType<Value>,
): z.ZodType<Readonly<Record<Name, Value>>> {
  const members = Object.fromEntries(names.map((name) => [String(name), value(name)]));
  return z.object(members) as unknown as z.ZodType<Readonly<Record<Name, Value>>>;
}

/** Any text. */
export const TEXT: z.ZodType<string> = z.string();
/** Any number. */
export const NUMBER: z.ZodType<number> = z.number();
/** A count. */
export const COUNT: z.ZodType<number> = z.int().min(0);
/** A number, or `null` where it is undefined. */
export const NUMBER_OR_NULL: z.ZodType<number | null> = z.number().nullable();
/** A text, or `null`. */
export const TEXT_OR_NULL: z.ZodType<string | null> = z.string().nullable();
/** Counts by name. */
export const COUNTS: z.ZodType<Readonly<Record<string, number>>> = z.record(z.string(), COUNT);
/** Numbers by name. */
export const NUMBERS: z.ZodType<Readonly<Record<string, number>>> = z.record(z.string(), NUMBER);
/** A wall-clock time. */
export const ISO_TIME: z.ZodType<string> = z.string().meta({ format: "date-time" });
/** Any JSON object. */
export const JSON_OBJECT: z.ZodType<JsonObject> = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

/** A list. */
export function list<Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> {
  return z.array(item);
}
