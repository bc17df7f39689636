import { FRAMINGS } from "../../core/apis.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { callExport } from "../../core/modules/call_export.ts";
import { importModule } from "../../core/modules/importable_module.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { GuardedReader } from "./guarded_reader.ts";
import { createOpenAiDialect } from "../openai/openai_dialect.ts";

/** What a module's `createDialect` is given. */
export interface ModuleContext {
  /** The address that requests go to. */
  readonly url: string;
  /** The dialect of chat completions, for modules that change little of it. */
  readonly openai: ApiDialect;
}

type GivenDialect =
  & Partial<ApiDialect>
  & Pick<ApiDialect, "buildBody" | "createReader">
  & { readonly canStream?: boolean };

const HINT = "Export `dialect`, or `createDialect(context)` that returns it: an object with buildBody and createReader";

/** Loads the dialect that a prepared module exports, under `createDialect`, `dialect` or as its default. */
export async function loadModuleDialect(moduleUrl: string, url: string): Promise<ApiDialect> {
  const exports = await importModule(moduleUrl);
  const found = exports.createDialect ?? exports.dialect ?? exports.default;
  const context: ModuleContext = { url, openai: createOpenAiDialect() };
  if (typeof found !== "function") return toDialect(found);
  const made = guard("createDialect", () => callExport(found as () => unknown, context));
  return toDialect(await made);
}

/** What may be left out gets a value, and what the module throws is a fault with its name on it. */
function toDialect(exported: unknown): ApiDialect {
  const given = check(exported);
  return {
    framing: given.framing ?? (given.canStream === false ? "whole" : "sse"),
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
  if (given.framing !== undefined && !FRAMINGS.includes(given.framing)) {
    throw new DataError(`The dialect of the module of --api has the unknown framing "${given.framing}"`, {
      hint: `Known: ${FRAMINGS.join(", ")}`,
    });
  }
  return given;
}

function guard<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new DataError(
      `${name} of the module of --api failed: ${reasonOf(cause)}`,
      { cause },
    );
  }
}
