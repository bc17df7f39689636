import { DataError } from "../../core/errors.ts";
import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import { importModule } from "../../core/modules/importable_module.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect, ReplyReader } from "../dialect.ts";
import { createOpenAiDialect } from "../openai/openai_dialect.ts";

/** What a module's `createDialect` is given. */
export interface ModuleContext {
  /** The address that requests go to. */
  readonly url: string;
  /** The dialect of chat completions, for modules that change little of it. */
  readonly openai: ApiDialect;
}

type GivenDialect = Partial<ApiDialect> & Pick<ApiDialect, "buildBody" | "createReader">;

const HINT = "Export `dialect`, or `createDialect(context)` that returns it: an object with buildBody and createReader";

/** Loads the dialect that a prepared module exports, under `createDialect`, `dialect` or as its default. */
export async function loadModuleDialect(moduleUrl: string, url: string): Promise<ApiDialect> {
  const exports = await importModule(moduleUrl);
  const found = exports.createDialect ?? exports.dialect ?? exports.default;
  const context: ModuleContext = { url, openai: createOpenAiDialect() };
  return toDialect(typeof found === "function" ? await found(context) : found);
}

/** What may be left out gets a value, and what the module throws is a fault with its name on it. */
function toDialect(exported: unknown): ApiDialect {
  const given = check(exported);
  return {
    path: null,
    canStream: given.canStream ?? true,
    buildBody(turn, options) {
      const body = guard("buildBody", () => given.buildBody(turn, options));
      if (isJsonObject(body)) return body;
      throw new DataError("buildBody of the module of --api returned no object", { hint: HINT });
    },
    asksForStream: (body) => guard("asksForStream", () => given.asksForStream?.(body) ?? body.stream === true),
    defaultHeaders: (context) => guard("defaultHeaders", () => given.defaultHeaders?.(context) ?? {}),
    createReader: (requestBody) => new GuardedReader(() => given.createReader(requestBody)),
    toHistory: (reply) => guard("toHistory", () => given.toHistory?.(reply) ?? toChatHistory(reply)),
  };
}

function check(exported: unknown): GivenDialect {
  if (typeof exported !== "object" || exported === null) {
    throw new DataError("The module of --api exports no dialect", { hint: HINT });
  }
  const given = exported as GivenDialect;
  for (const name of ["buildBody", "createReader"] as const) {
    if (typeof given[name] === "function") continue;
    throw new DataError(`The dialect of the module of --api has no function "${name}"`, { hint: HINT });
  }
  return given;
}

function guard<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new DataError(`${name} of the module of --api failed: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Readers must not throw; what a module's reader throws fails its request. */
class GuardedReader implements ReplyReader {
  readonly #open: () => ReplyReader;
  #reader: ReplyReader | null = null;
  #failure: Failure | null = null;

  constructor(open: () => ReplyReader) {
    this.#open = open;
  }

  readEvent(data: string, eventName: string): ReturnType<ReplyReader["readEvent"]> {
    return this.#try("readEvent", (reader) => reader.readEvent(data, eventName)) ?? null;
  }

  readBody(text: string): void {
    this.#try("readBody", (reader) => reader.readBody(text));
  }

  end(complete: boolean): ReturnType<ReplyReader["end"]> {
    const state = this.#try("end", (reader) => reader.end(complete));
    if (state !== null && this.#failure === null) return state;
    const text = { content: "", reasoning: "", toolCalls: "" };
    return { text, usage: null, finishReason: null, ...state, failure: this.#failure };
  }

  #try<T>(name: string, call: (reader: ReplyReader) => T): T | null {
    if (this.#failure !== null && name !== "end") return null;
    try {
      return call(this.#reader ??= this.#open());
    } catch (cause) {
      const message = `${name} of the module of --api failed: ${reasonOf(cause)}`;
      this.#failure ??= { kind: "malformed_json", message };
      return null;
    }
  }
}
