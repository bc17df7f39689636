import { DataError } from "../../core/errors.ts";
import type { ApiDialect, DialectChoice } from "../dialect.ts";
import { loadModuleDialect } from "./module_dialect.ts";
import { createTemplateDialect } from "./template_dialect.ts";

/** Creates the dialect of the user's own: from a module, else from a response map. */
export async function createCustomDialect({ custom, url }: DialectChoice): Promise<ApiDialect> {
  if (custom !== null && custom.moduleUrl !== null) return await loadModuleDialect(custom.moduleUrl, url);
  if (custom !== null && custom.responseMap !== null) return createTemplateDialect(custom.responseMap);
  throw new DataError('The API "custom" needs a module or a response map', {
    hint: "Give --api-module FILE, or --query-template with --response-map",
  });
}
