import type { ApiDialect, DialectChoice } from "../../apis/dialect.ts";
import { createDialect } from "../../apis/registry.ts";
import type { TargetPlan } from "../../config/run_plan.ts";
import { prepareModule } from "../../core/modules/importable_module.ts";

/** A dialect, and the choice by which shards make their own. */
export interface OpenDialect extends AsyncDisposable {
  readonly dialect: ApiDialect;
  readonly choice: DialectChoice;
}

/** Creates the dialect of a plan; a module of the user's own stays importable until this is disposed. */
export async function openDialect({ api, url, custom }: TargetPlan): Promise<OpenDialect> {
  if (custom === null || custom.moduleUrl === null) {
    const choice = { api, url, custom };
    return { dialect: await createDialect(choice), choice, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const module = await prepareModule(custom.moduleUrl);
  const dispose = () => module[Symbol.asyncDispose]();
  const choice = { api, url, custom: { ...custom, moduleUrl: module.url } };
  try {
    return { dialect: await createDialect(choice), choice, [Symbol.asyncDispose]: dispose };
  } catch (cause) {
    await dispose();
    throw cause;
  }
}
