import { UsageError } from "../../core/errors.ts";
import { isModulePath } from "../../core/modules/module_path.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createFileDataset } from "../file_sessions.ts";
import { createPromptRules } from "../prompts/prompt_rules.ts";

/**
 * Makes the dataset `custom`: a module of the user's own where the path names a JavaScript or TypeScript file, else the
 * lines of a file, each a prompt as it stands, which is never read as JSON.
 */
export async function createCustomDataset(context: DatasetContext): Promise<Dataset> {
  const { path } = context;
  if (path === null) {
    throw new UsageError('The dataset "custom" needs a module or a file', {
      hint: "Give --dataset ./my_dataset.ts, or --dataset-path FILE",
    });
  }
  if (isModulePath(path)) return await (await import("./module_dataset.ts")).loadModuleDataset(path, context);
  const rules = await createPromptRules("custom", context);
  return createFileDataset(context, {
    path,
    rules: rules.description,
    readLine: (line) => rules.apply(line.text, line.number),
  });
}
