import { DEFAULT_ENGINE } from "../../src/core/engine_settings.ts";
import type { LoadPlan } from "../../src/config/load_plan.ts";

/** The load of a plan whose command says nothing of its shape. */
export const PLAIN_LOAD: LoadPlan = {
  isOpenLoop: false,
  arrival: { kind: "poisson" },
  rateStages: null,
  slotStages: null,
  rampUpMs: null,
  durationMs: null,
  graceMs: null,
  maxErrors: null,
  maxErrorShare: null,
  thinkTime: null,
  engine: DEFAULT_ENGINE,
};
