import { ApiError } from "../http/api_error.ts";
import type { ModelKind, OpenedModel } from "../models/open_model.ts";

/** Returns the model if it is of the kind that an endpoint needs; throws an `ApiError` where it is another. */
export function needModel<Kind extends ModelKind>(
  model: OpenedModel,
  kind: Kind,
): Extract<OpenedModel, { kind: Kind }> {
  if (isOfKind(model, kind)) return model;
  throw new ApiError(400, `This endpoint needs a model for ${kind}, the model served is one for ${model.kind}`);
}

function isOfKind<Kind extends ModelKind>(
  model: OpenedModel,
  kind: Kind,
): model is Extract<OpenedModel, { kind: Kind }> {
  return model.kind === kind;
}
