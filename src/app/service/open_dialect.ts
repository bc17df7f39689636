import type { ApiDialect, DialectChoice } from "../../apis/dialect.ts";
import { createDialect } from "../../apis/registry.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { hasJinja } from "../../core/generation.ts";
import { prepareModule } from "../../core/modules/importable_module.ts";

/** A dialect, and the choice by which shards make their own. */
export interface OpenDialect extends AsyncDisposable {
  readonly dialect: ApiDialect;
  readonly choice: DialectChoice;
}

/** What a dialect is chosen by. */
export type DialectPlan = Pick<RunPlan, "target" | "workload">;

/** Creates the dialect of a plan; a module of the user's own stays importable until this is disposed. */
export async function openDialect({ target, workload }: DialectPlan): Promise<OpenDialect> {
  const { api, url, custom } = target;
  const { queryTemplate } = workload.generation;
  const usesJinja = hasJinja(JSON.stringify(queryTemplate));
  if (usesJinja && typeof queryTemplate === "string") {
    const { checkJinjaBody, loadJinja } = await import("../../apis/bodies/jinja_template.ts");
    await loadJinja();
    checkJinjaBody(queryTemplate);
  }
  if (custom === null || custom.moduleUrl === null) {
    const choice = { api, url, custom, usesJinja };
    return { dialect: await createDialect(choice), choice, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const module = await prepareModule(custom.moduleUrl);
  const dispose = () => module[Symbol.asyncDispose]();
  const choice = { api, url, custom: { ...custom, moduleUrl: module.url }, usesJinja };
  try {
    return { dialect: await createDialect(choice), choice, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    await dispose();
    throw cause;
  }
}
