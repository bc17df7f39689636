import type { JsonObject } from "../../core/json.ts";
import type { OpenedModel } from "../models/open_model.ts";

/** What an endpoint answers with. */
export interface EndpointCall {
  readonly model: OpenedModel;
  readonly servedName: string;
  readonly body: JsonObject;
}
