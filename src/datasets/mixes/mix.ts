import { closest } from "fastest-levenshtein";
import { UsageError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import { cycleSessions } from "../cycle_sessions.ts";
import type { DatasetName } from "../../core/datasets.ts";
import type { Dataset, DatasetContext, DatasetFactory } from "../dataset.ts";
import { withChoice } from "../dataset_place.ts";
import { type MixPart, parseMixParts } from "./mix_parts.ts";
import { createWeightedDraw } from "./weighted_draw.ts";

/** A part with its sessions, which never end. */
interface OpenPart extends MixPart {
  readonly sessions: AsyncGenerator<Session, void, undefined>;
}

/**
 * Makes the dataset `mix`: each session is drawn from one of several datasets by weight and carries the part's label, so
 * that results come by class. `--dataset-args` hold the settings of parts by their labels.
 */
export function createMixFactory(load: LoadFactory): DatasetFactory {
  return (context) => createMixDataset(context, load);
}

/** Loads the factory of another dataset: the list of all of them knows this one, and is not known here. */
export type LoadFactory = (name: DatasetName) => Promise<DatasetFactory>;

async function createMixDataset(context: DatasetContext, load: LoadFactory): Promise<Dataset> {
  const [first, ...others] = parseMixParts(context.source);
  const all = [first, ...others];
  checkLabels(context.args, all.map(({ label }) => label));
  const weights = all.reduce((sum, { weight }) => sum + weight, 0);
  const open = async (part: MixPart): Promise<OpenPart> => {
    const offset = Math.round(context.offset * part.weight / weights);
    return { ...part, sessions: cycleSessions(await openPart(part, { ...context, offset }, load), null) };
  };
  const parts: [OpenPart, ...OpenPart[]] = [await open(first), ...await Promise.all(others.map(open))];
  const draw = createWeightedDraw(parts, createRandom(deriveSeed(context.seed, "mix")));
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    try {
      for (;;) {
        const { label, sessions } = draw();
        const { done, value } = await sessions.next();
        if (done) return;
        yield { ...value, label };
      }
    } finally {
      for (const part of parts) await part.sessions.return();
    }
  }
  return { isEndless: true, sessions };
}

async function openPart(part: MixPart, context: DatasetContext, load: LoadFactory): Promise<Dataset> {
  const { args, seed } = context;
  const own = args[part.label];
  const create = await load(part.name);
  return await create(withChoice(part, {
    ...context,
    args: isJsonObject(own) ? own : {},
    count: null,
    seed: deriveSeed(seed, `mix/${part.label}`),
  }));
}

function checkLabels(args: JsonObject, labels: readonly string[]): void {
  for (const [key, value] of Object.entries(args)) {
    if (labels.includes(key) && isJsonObject(value)) continue;
    const reason = labels.includes(key) ? "holds no object" : "is no part of the mix";
    const near = labels.includes(key) ? "" : `Did you mean "${closest(key, labels)}"? `;
    throw new UsageError(`Cannot use --dataset-args for "mix": "${key}" ${reason}`, {
      hint: `${near}Give the settings of each part under its label, one of ${labels.join(", ")}`,
    });
  }
}
