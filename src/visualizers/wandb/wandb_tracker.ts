import { valueAt } from "../tracker_http.ts";
import { type Tracker, TrackerError } from "../tracker.ts";
import { createWandbApi } from "./wandb_api.ts";
import { writeWandbRun } from "./wandb_offline.ts";
import { openWandbRun } from "./wandb_session.ts";
import { readWandbPlace, readWandbSettings } from "./wandb_settings.ts";

const VIEWER = "query Viewer { viewer { id entity username } }";

/** Weights & Biases, spoken to as wandb 0.31 does. */
export const WANDB: Tracker = {
  async connect(context) {
    const settings = await readWandbSettings(context);
    if (settings.mode === "offline") return null;
    const api = createWandbApi(settings, context.signal);
    const answer = await api.query("Viewer", VIEWER, {});
    if (valueAt(answer, "viewer") === null) throw new TrackerError("the key is not known there", { isFinal: true });
    return { openRun: (run, saved) => openWandbRun({ api, settings, context, run, saved }) };
  },
  offline: {
    async write(journal, context) {
      return await writeWandbRun(journal, { context, ...await readWandbPlace(context) });
    },
    command: (path) => `wandb sync ${path}`,
  },
};
