import type { VisualizerName } from "../core/trackers.ts";
import type { Tracker } from "./tracker.ts";

/** How each tracker is loaded. */
const LOADERS = {
  wandb: async () => (await import("./wandb/wandb_tracker.ts")).WANDB,
  swanlab: async () => (await import("./swanlab/swanlab_tracker.ts")).SWANLAB,
  clearml: async () => (await import("./clearml/clearml_tracker.ts")).CLEARML,
  mlflow: async () => (await import("./mlflow/mlflow_tracker.ts")).MLFLOW,
  tensorboard: async () => (await import("./tensorboard/tensorboard_tracker.ts")).TENSORBOARD,
} satisfies Record<VisualizerName, () => Promise<Tracker>>;

/** Loads a tracker. */
export function loadTracker(name: VisualizerName): Promise<Tracker> {
  return LOADERS[name]();
}
