import { DEFAULT_ENGINE, type EngineSettings } from "../../../core/engine_settings.ts";
import { type OptionTable, perfOptions } from "../../option_spec.ts";
import { integer } from "../value_schemas.ts";

/** Values of the options that the engine takes as they are. */
export interface EngineValues {
  readonly start_burst: number;
}

/** Options that the engine takes as they are. */
export const ENGINE_OPTIONS: OptionTable<EngineValues> = perfOptions<EngineValues>("Load over time", {
  start_burst: {
    placeholder: "N",
    unit: "requests",
    schema: () => integer({ min: 1 }),
    defaultValue: DEFAULT_ENGINE.startBurst,
    help:
      "Requests that an event loop starts in one go: more costs less CPU, and what is behind the first waits for it",
    isOurs: true,
    shapesWorkload: true,
  },
});

/** What the engine is told. */
export function toEngineSettings({ start_burst: startBurst }: EngineValues): EngineSettings {
  return { startBurst };
}
