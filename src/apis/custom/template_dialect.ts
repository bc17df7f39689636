import type { ResponseMap } from "../../core/custom/custom_api.ts";
import { toChatHistory } from "../bodies/chat_history.ts";
import type { ApiDialect } from "../dialect.ts";
import { MapReader } from "./map_reader.ts";
import { buildTemplateBody } from "./template_body.ts";

/** Creates the dialect of a service that the user describes by a body template and paths into its replies. */
export function createTemplateDialect(map: ResponseMap): ApiDialect {
  return {
    framing: map.framing,
    buildBody: buildTemplateBody,
    createReader: () => new MapReader(map),
    toHistory: toChatHistory,
  };
}
