import { type Framing, FRAMINGS } from "../apis.ts";
import type { Problem } from "../errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { type JsonPath, parseJsonPath } from "./json_path.ts";

/** An API of the user's own: a module, or paths into the replies. Plain data. */
export interface CustomApi {
  /** The address of a JavaScript or TypeScript module that exports a dialect; `null`: none. */
  readonly moduleUrl: string | null;
  /** Where replies hold what; `null`: the module knows. */
  readonly responseMap: ResponseMap | null;
}

/** What a path can lead to in a reply. */
export const REPLY_FIELDS = [
  "text",
  "reasoning",
  "finish",
  "error",
  "usage.prompt_tokens",
  "usage.completion_tokens",
  "usage.cached_tokens",
  "usage.reasoning_tokens",
] as const;

/** The name of what a path leads to. */
export type ReplyField = typeof REPLY_FIELDS[number];

/** Paths by what they lead to. */
export type ReplyPaths = Readonly<Partial<Record<ReplyField, JsonPath>>>;

/** Where the events of a stream and where a whole body hold what. */
export interface ResponseMap {
  /** How the events of a stream are told apart. */
  readonly framing: Framing;
  readonly stream: ReplyPaths;
  readonly body: ReplyPaths;
}

const EXAMPLE = '{"text": "$.choices[0].delta.content", "usage.completion_tokens": "$.usage.completion_tokens"}';

/**
 * Reads a response map: paths by field, the same for streams and whole bodies, or one such object under each of `stream`
 * and `body`. Returns all that is wrong with it instead.
 */
export function parseResponseMap(value: JsonObject): ResponseMap | readonly Problem[] {
  const { framing: typed = "sse", ...paths } = value;
  return withFraming(typed, parsePaths(paths));
}

function parsePaths(value: JsonObject): Omit<ResponseMap, "framing"> | readonly Problem[] {
  const isSplit = "stream" in value || "body" in value;
  const stray = isSplit ? Object.keys(value).filter((key) => key !== "stream" && key !== "body") : [];
  const problems: Problem[] = stray.map((key) => ({
    message: `--response-map cannot hold "${key}" beside "stream" and "body"`,
    hint: `Move it into one of them, e.g. {"stream": ${EXAMPLE}}`,
  }));
  const stream = readPaths(isSplit ? value.stream ?? value.body : value, { name: "stream", isSplit, problems });
  const body = isSplit ? readPaths(value.body ?? value.stream, { name: "body", isSplit, problems }) : stream;
  return problems.length > 0 ? withoutRepeats(problems) : { stream, body };
}

function withFraming(
  typed: JsonValue,
  paths: Omit<ResponseMap, "framing"> | readonly Problem[],
): ResponseMap | readonly Problem[] {
  const framing = FRAMINGS.find((known) => known === typed);
  if (framing !== undefined) return "stream" in paths ? { framing, ...paths } : paths;
  const message = `--response-map has the unknown framing ${JSON.stringify(typed)}`;
  const wrong = { message, hint: `Known: ${FRAMINGS.join(", ")}` };
  return "stream" in paths ? [wrong] : [wrong, ...paths];
}

interface Place {
  readonly name: string;
  readonly isSplit: boolean;
  readonly problems: Problem[];
}

function readPaths(value: JsonValue | undefined, { name, isSplit, problems }: Place): ReplyPaths {
  const where = isSplit ? `"${name}" of --response-map` : "--response-map";
  if (!isJsonObject(value)) {
    problems.push({ message: `${where} must be an object of paths`, hint: `For example ${EXAMPLE}` });
    return {};
  }
  const paths: Partial<Record<ReplyField, JsonPath>> = {};
  for (const [key, text] of Object.entries(value)) {
    const field = REPLY_FIELDS.find((known) => known === key);
    const path = typeof text === "string" ? parseJsonPath(text) : null;
    if (field === undefined) problems.push(unknownField(key, where));
    else if (path === null) problems.push(wrongPath(field, text, where));
    else paths[field] = path;
  }
  if (!("text" in value)) {
    problems.push({ message: `${where} has no "text": nothing would count as output`, hint: `For example ${EXAMPLE}` });
  }
  return paths;
}

function unknownField(key: string, where: string): Problem {
  return { message: `${where} has the unknown field "${key}"`, hint: `Known: ${REPLY_FIELDS.join(", ")}` };
}

function wrongPath(field: ReplyField, value: JsonValue, where: string): Problem {
  return {
    message: `${where} has no usable path for "${field}": ${JSON.stringify(value)}`,
    hint: "A path begins with $ and goes on with .name, ['name'], [0], [-1] or [*], such as $.choices[0].text",
  };
}

/** What is wrong in a part that serves for both is said once. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ message }) => !seen.has(message) && seen.add(message));
}
