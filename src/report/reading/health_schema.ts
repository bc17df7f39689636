import { z } from "zod";
import type { ClientError, ClientHealth, LoopHealth } from "../../core/judging/health.ts";
import { COUNT, ISO_TIME, list, NUMBER, NUMBER_OR_NULL, shape } from "./shape.ts";

const LATENESS = {
  loopLagP50Ms: NUMBER_OR_NULL,
  loopLagP99Ms: NUMBER_OR_NULL,
  loopLagMaxMs: NUMBER_OR_NULL,
  sendLagP50Ms: NUMBER_OR_NULL,
  sendLagP99Ms: NUMBER_OR_NULL,
  sendLagMaxMs: NUMBER_OR_NULL,
  lateSends: COUNT,
  starvedSeconds: NUMBER.default(0).describe("Free slots waited so long for requests, over all slots"),
  starvedShare: NUMBER_OR_NULL.default(null).describe("Of the time in which slots were needed"),
  lostRequests: COUNT.default(0).describe("Ran when their event loop was lost; out of every figure"),
};

const LOOP = shape<LoopHealth>({
  loop: COUNT,
  isLost: z.boolean(),
  ...LATENESS,
  cpuSeconds: NUMBER_OR_NULL,
  cpuCores: NUMBER_OR_NULL,
  peakHeapBytes: NUMBER_OR_NULL,
  peakWaitingRecords: COUNT,
});

/** The schema of a client's health. */
export const HEALTH: z.ZodType<ClientHealth> = shape<ClientHealth>({
  ...LATENESS,
  mainLagP50Ms: NUMBER_OR_NULL.default(null),
  mainLagP99Ms: NUMBER_OR_NULL.default(null),
  mainLagMaxMs: NUMBER_OR_NULL.default(null),
  cpuSeconds: NUMBER,
  cpuCores: NUMBER,
  peakRssBytes: NUMBER,
  connectionRetries: COUNT,
  coalescedReadShare: NUMBER_OR_NULL,
  shedTexts: COUNT.default(0).describe("Records whose texts were dropped, as they came in too fast"),
  loops: list(LOOP).default([]).describe("Each event loop that carried load"),
});

/** The schema of what a client adds to figures. */
export const CLIENT_ERROR: z.ZodType<ClientError> = shape<ClientError>({
  ttftMs: NUMBER.describe("The distance from the truth that 99 % of the values kept"),
  itlMs: NUMBER,
  calibratedAt: ISO_TIME,
});
