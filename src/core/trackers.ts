/** What has to be known of an experiment tracker before it is loaded. */
export interface TrackerFacts {
  readonly title: string;
  /** What it is, in a line, for help and lists. */
  readonly summary: string;
}

/** The name of an experiment tracker. */
export type VisualizerName = "wandb" | "swanlab" | "clearml" | "mlflow" | "tensorboard";

/** The experiment trackers that `--visualizer` takes. */
export const TRACKERS: Readonly<Record<VisualizerName, TrackerFacts>> = {
  wandb: {
    title: "Weights & Biases",
    summary: "wandb.ai or a server of one's own; offline files that wandb sync takes",
  },
  swanlab: { title: "SwanLab", summary: "swanlab.cn or a server of one's own; local files for swanlab watch" },
  clearml: { title: "ClearML", summary: "app.clear.ml or a server of one's own; offline sessions" },
  mlflow: { title: "MLflow", summary: "a tracking server" },
  tensorboard: { title: "TensorBoard", summary: "event files in the folder of the run" },
};

/** All names of experiment trackers. */
export const VISUALIZER_NAMES: readonly VisualizerName[] = Object.keys(TRACKERS) as VisualizerName[];
