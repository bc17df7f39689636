import { type OptionTable, ownOptions } from "../option_spec.ts";
import { LOGGING_OPTIONS } from "./logging_options.ts";
import { httpUrl, text } from "./value_schemas.ts";

/** Values of the options of `sync`. */
export interface SyncValues {
  readonly wandb_api_key: string | null;
  readonly swanlab_api_key: string | null;
  readonly swanlab_host: string | null;
}

const { wandb_api_key, swanlab_api_key, swanlab_host } = LOGGING_OPTIONS;

/** Options of `sync`. */
export const SYNC_TABLE: OptionTable<SyncValues> = ownOptions<SyncValues>("Trackers", {
  wandb_api_key: { ...pick(wandb_api_key), schema: () => text(), defaultValue: null },
  swanlab_api_key: { ...pick(swanlab_api_key), schema: () => text(), defaultValue: null },
  swanlab_host: { ...pick(swanlab_host), schema: () => httpUrl(), defaultValue: null },
});

function pick(
  { placeholder = "KEY", help, isSecret = false, envNames = [] }: {
    readonly placeholder?: string;
    readonly help: string;
    readonly isSecret?: boolean;
    readonly envNames?: readonly string[];
  },
): { placeholder: string; help: string; isSecret: boolean; envNames: readonly string[] } {
  return { placeholder, help, isSecret, envNames };
}
