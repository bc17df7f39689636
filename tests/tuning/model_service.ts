import type { Words } from "../../src/core/words.ts";
import { createRandom, deriveSeed, type Random } from "../../src/core/random.ts";
import { createDistribution, type Distribution } from "../../src/metrics/distribution.ts";
import type { RunTrial, TrialOutcome, TrialRequest } from "../../src/tuning/trial.ts";
import { makeMetrics, makeStep } from "../support/sample_results.ts";

/** What one request of the model costs. */
export interface ModelReply {
  readonly latencySeconds: number;
  readonly ttftMs?: number;
  readonly tpotMs?: number;
}

/** A service that is nothing but a formula with noise. */
export interface Model {
  readonly seed: number;
  /** Draws a reply at a load; `runFactor` is the noise that all replies of a run share. */
  reply(value: number, random: Random, runFactor: number): ModelReply;
  /** Spread of `runFactor` around 1. */
  readonly runSpread?: number;
  /** Succeeded requests a second at a load. */
  throughput?(value: number, random: Random): number;
  failedShare?(value: number): number;
  clientLimit?(value: number): Words | null;
  /** Gives no samples, only the metrics of the step. */
  readonly hidesSamples?: boolean;
}

/** A model that notes what it was asked. */
export interface ModelService {
  readonly runTrial: RunTrial;
  readonly requests: TrialRequest[];
}

/** Creates a service from a model; the same load and repetition always give the same figures. */
export function createModelService(model: Model): ModelService {
  const requests: TrialRequest[] = [];
  return {
    requests,
    runTrial: (request) => {
      requests.push(request);
      return Promise.resolve(measure(model, request));
    },
  };
}

function measure(model: Model, { value, repetition, number }: TrialRequest): TrialOutcome {
  const random = createRandom(deriveSeed(model.seed, `${value} ${repetition}`));
  const runFactor = 1 + (model.runSpread ?? 0) * random.normal();
  const failed = Math.round(number * (model.failedShare?.(value) ?? 0));
  const latency = createDistribution();
  const ttft = createDistribution();
  const tpot = createDistribution();
  for (let i = 0; i < number - failed; i++) {
    const reply = model.reply(value, random, runFactor);
    latency.add(reply.latencySeconds);
    if (reply.ttftMs !== undefined) ttft.add(reply.ttftMs);
    if (reply.tpotMs !== undefined) tpot.add(reply.tpotMs);
  }
  const requestsPerSecond = model.throughput?.(value, random) ?? null;
  const outcome = { step: toStep({ number, failed, requestsPerSecond, samples: { latency, ttft, tpot } }) };
  const clientLimit = model.clientLimit?.(value) ?? null;
  const rest = { ...outcome, clientLimit, isInterrupted: false };
  return model.hidesSamples === true ? rest : { ...rest, distributions: { latency, ttft, tpot } };
}

interface Measured {
  readonly number: number;
  readonly failed: number;
  readonly requestsPerSecond: number | null;
  readonly samples: Readonly<Record<"latency" | "ttft" | "tpot", Distribution>>;
}

function toStep({ number, failed, requestsPerSecond, samples }: Measured): TrialOutcome["step"] {
  const metrics = makeMetrics();
  return makeStep({
    number,
    metrics: {
      ...metrics,
      scalars: {
        ...metrics.scalars,
        total_requests: number,
        success_requests: number - failed,
        failed_requests: failed,
        success_rate: 100 * (number - failed) / number,
        request_throughput: requestsPerSecond,
      },
      distributions: {
        ...metrics.distributions,
        latency: samples.latency.summary(),
        ttft: samples.ttft.summary(),
        tpot: samples.tpot.summary(),
      },
    },
  });
}

/** A queue with one server and random arrivals: the latency is exponential with mean 1 / (capacity − rate). */
export function queueModel(seed: number, capacity: number): Model {
  return {
    seed,
    runSpread: 0.01,
    reply: (rate, random, runFactor) => ({
      latencySeconds: rate < capacity
        ? runFactor * random.exponential() / (capacity - rate)
        : 100 * random.exponential(),
    }),
  };
}

/** A batch that slows down as the number of running streams passes its size. */
export function kneeModel(seed: number, { capacity, itlMs = 10 }: { capacity: number; itlMs?: number }): Model {
  return {
    seed,
    runSpread: 0.005,
    reply: (running, random, runFactor) => {
      const tpotMs = itlMs * Math.max(1, running / capacity) * runFactor * (1 + 0.03 * random.normal());
      const ttftMs = 50 * Math.max(1, running / capacity) * (1 + 0.1 * random.normal());
      return { tpotMs, ttftMs, latencySeconds: (ttftMs + 100 * tpotMs) / 1000 };
    },
  };
}
