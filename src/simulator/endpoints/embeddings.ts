import type { JsonObject } from "../../core/json.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Exchange } from "../replies/exchange.ts";
import { toNs } from "../replies/ollama_reply.ts";
import { countPromptTokens, toPrompts } from "../replies/prompt_size.ts";
import { replyWhole } from "../replies/whole_reply.ts";
import { drawProcessingMs } from "./processing_time.ts";

const MAX_DIMENSIONS = 65_536;

/** As hosted services limit a request; with their default length the reply has some 40 MB. */
const MAX_INPUTS = 2048;
/** Numbers of a reply, over all its vectors: more take seconds, in which nobody else is answered. */
const MAX_NUMBERS = 4_000_000;

/** What is to be embedded, and how. */
interface Wanted {
  readonly inputs: readonly (string | readonly number[])[];
  readonly dimensions: number;
  readonly tokens: number;
}

/** Answers `/embeddings`: a unit vector that depends on nothing but the text and the length asked for. */
export function answerEmbeddings(exchange: Exchange, body: JsonObject): void {
  const isBase64 = body.encoding_format === "base64";
  answer(exchange, body, (vectors, tokens) => ({
    object: "list",
    model: typeof body.model === "string" ? body.model : "",
    data: vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: isBase64 ? toBase64(vector) : [...vector],
    })),
    ...(exchange.settings.usage === "off" ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  }));
}

/** Answers Ollama's `/api/embed` with the same vectors. */
export function answerOllamaEmbed(exchange: Exchange, body: JsonObject): void {
  answer(exchange, body, (vectors, tokens) => {
    const durationNs = toNs(exchange.services.scheduler.nowMs() - exchange.arrivedAtMs);
    return {
      model: String(body.model),
      embeddings: vectors.map((vector) => [...vector]),
      ...(exchange.settings.usage === "off" ? {} : { total_duration: durationNs, prompt_eval_count: tokens }),
    };
  });
}

type ToBody = (vectors: readonly Float32Array<ArrayBuffer>[], tokens: number) => JsonObject;

function answer(exchange: Exchange, body: JsonObject, toBody: ToBody): void {
  const wanted = readWanted(exchange, body);
  if (wanted === null) return;
  const { inputs, dimensions, tokens } = wanted;
  exchange.services.tally.promptTokens += tokens;
  const isEmpty = exchange.fault?.name === "empty";
  const makeBody = (): JsonObject =>
    toBody(isEmpty ? [] : inputs.map((input) => embed(String(input), dimensions)), tokens);
  replyWhole(exchange, { delayMs: drawProcessingMs(exchange, tokens), makeBody });
}

/** Refuses what cannot be done: `null`. */
function readWanted(exchange: Exchange, body: JsonObject): Wanted | null {
  const refuse = (status: number, message: string, param: string): null => {
    exchange.sendError(status, message, param);
    return null;
  };
  const inputs = toPrompts(body.input);
  if (inputs === null) return refuse(400, "input must be text, token ids, or a list of either.", "input");
  const dimensions = body.dimensions ?? exchange.settings.dimensions;
  if (
    typeof dimensions !== "number" || !Number.isInteger(dimensions) || dimensions < 1 || dimensions > MAX_DIMENSIONS
  ) return refuse(400, `dimensions must be a whole number from 1 to ${MAX_DIMENSIONS}.`, "dimensions");
  if (inputs.length > MAX_INPUTS || inputs.length * dimensions > MAX_NUMBERS) {
    const message = `input must have at most ${MAX_INPUTS} entries, and ${MAX_NUMBERS} numbers must do for the reply.`;
    return refuse(413, message, "input");
  }
  return { inputs, dimensions, tokens: countPromptTokens(inputs) };
}

/** Makes the vector of a text: of length 1, in a direction drawn from the text. */
export function embed(text: string, dimensions: number): Float32Array<ArrayBuffer> {
  const random = createRandom(deriveSeed(0, text));
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) vector[i] = random.normal();
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

function toBase64(vector: Float32Array<ArrayBuffer>): string {
  let binary = "";
  for (const byte of new Uint8Array(vector.buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
