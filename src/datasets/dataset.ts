/**
 * Datasets: sessions from files, hubs or chance. This folder must not know the service, its dialects or the
 * configuration.
 */
import type { JsonObject } from "../core/json.ts";
import type { ImageMode } from "../core/image_mode.ts";
import type { Random } from "../core/random.ts";
import type { Session } from "../core/session.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";

/** Where hub files come from and are kept. */
export interface HubSettings {
  readonly source: "modelscope" | "huggingface" | "local";
  readonly modelScopeUrl: string;
  readonly huggingFaceUrl: string;
  readonly cacheDir: string;
  readonly token: string | null;
  /** Branch, tag or commit; the hub's main branch when left out. */
  readonly revision?: string;
}

/** Told of what a dataset does, for the log and for progress bars. */
export interface DatasetListener {
  warn(message: string): void;
  info(message: string): void;
  /** `totalBytes` is `null` where the hub does not say. */
  onDownload(file: string, doneBytes: number, totalBytes: number | null): void;
}

/** How random images are drawn. */
export interface ImageSettings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode: ImageMode;
  /** Images in a request. */
  readonly count: number;
}

/** How conversations are cut. */
export interface ConversationLimits {
  readonly minTurns: number;
  /** `null`: as many as the dataset has. */
  readonly maxTurns: number | null;
}

/** What a dataset is made with: plain settings, a tokenizer, chance and a listener. */
export interface DatasetContext {
  readonly path: string | null;
  /** What stood behind the name in `--dataset hf:owner/name` or `--dataset mix:a=0.7,b=0.3`; `null`: nothing. */
  readonly source: string | null;
  /** `false`: nobody named a dataset; what the program carries may stand in where it cannot be had. */
  readonly isNamed: boolean;
  readonly args: JsonObject;
  /** `--extra-args`, of which some keys shape datasets of texts as in the reference. */
  readonly extraArgs: JsonObject;
  readonly images: ImageSettings;
  /** The user's tokenizer; `null` when none was given. */
  readonly tokenizer: Tokenizer | null;
  /** The embedded tokenizer, loaded on demand. */
  readonly loadEmbeddedTokenizer: () => Promise<Tokenizer>;
  /** Prompts go as chat messages (true) or as plain text (false). */
  readonly applyChatTemplate: boolean;
  /** Prompts are sent as token ids. */
  readonly tokenizePrompt: boolean;
  /** Tokens where a tokenizer was given, else characters. */
  readonly minPromptLength: number;
  readonly maxPromptLength: number;
  readonly prefixLength: number;
  /** So many different prefixes take turns. */
  readonly prefixCount: number;
  /** `null`: single-turn load. */
  readonly conversation: ConversationLimits | null;
  /** Skipped at the start; advances over the points of a sweep. */
  readonly offset: number;
  /** Sessions the step needs, warm-up included; `null`: without end. */
  readonly count: number | null;
  readonly random: Random;
  readonly seed: number;
  readonly hub: HubSettings;
  readonly listener: DatasetListener;
  readonly signal: AbortSignal;
}

/** A source of sessions. Ends when its data ends: cycling is done by `cycleSessions`. */
export interface Dataset {
  sessions(): AsyncIterable<Session> | Iterable<Session>;
  /** Whether asking `sessions()` again gives further, different sessions (random ones do not end at all). */
  readonly isEndless: boolean;
  /** Sessions bring their due times (`arrivalOffsetMs`), in order: they are sent once, not cycled. */
  readonly hasArrivalTimes?: boolean;
  /** Makes the session at a place of the pass, from 0 on, without those before it; missing: there is no such way. */
  readonly sessionAt?: (place: number) => Session;
  /** How many sessions a pass has, where that is known beforehand. */
  readonly sessionCount?: number;
}

/** Makes a dataset; throws `UsageError` for wrong settings and `DataError` for unusable data. */
export type DatasetFactory = (context: DatasetContext) => Promise<Dataset>;
