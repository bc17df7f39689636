import * as z from "zod";
import type { AgentClockOffset, AgentHealth, CoordinatorHealth } from "../../core/judging/agents.ts";
import type { ClientError, ClientHealth, LoopHealth } from "../../core/judging/health.ts";
import { COUNT, ISO_TIME, list, NUMBER, NUMBER_OR_NULL, shape, TEXT, TEXT_OR_NULL } from "./shape.ts";

const LATENESS = {
  loopLagP50Ms: NUMBER_OR_NULL,
  loopLagP99Ms: NUMBER_OR_NULL,
  loopLagMaxMs: NUMBER_OR_NULL,
  arrivalDelayP50Ms: NUMBER_OR_NULL.default(null).describe("From the system's stamp of arrival to the reading"),
  arrivalDelayP99Ms: NUMBER_OR_NULL.default(null),
  arrivalDelayMaxMs: NUMBER_OR_NULL.default(null),
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

/** Files that are older have none of it but the count. */
const AGENT_LATENESS = {
  ...LATENESS,
  loopLagP50Ms: NUMBER_OR_NULL.default(null),
  loopLagP99Ms: NUMBER_OR_NULL.default(null),
  loopLagMaxMs: NUMBER_OR_NULL.default(null),
  sendLagP50Ms: NUMBER_OR_NULL.default(null),
  sendLagP99Ms: NUMBER_OR_NULL.default(null),
  sendLagMaxMs: NUMBER_OR_NULL.default(null),
  lateSends: COUNT.default(0),
  lostRequests: COUNT.describe("Ran when it was lost: the service may have carried them, no figure counts them"),
};

const COORDINATOR = shape<CoordinatorHealth>({
  peakWaitingBatches: COUNT.describe("The most batches of records that waited in the bus"),
  peakWaitingBytes: COUNT,
  maxWaitingBytes: COUNT.describe("So much the bus keeps"),
  busGoneSeconds: NUMBER,
  busInterruptions: COUNT,
  coordinatorGoneSeconds: NUMBER.default(0).describe("Until another one took the step up; 0: it did not die"),
  freeDiskBytes: NUMBER_OR_NULL.describe("Left where the results go"),
});

const AGENT = shape<AgentHealth>({
  name: TEXT,
  host: TEXT,
  cores: COUNT,
  loops: list(COUNT).describe("Its event loops, by their numbers in the step"),
  state: z.enum(["member", "left", "lost"]).describe("left: its operator ended it"),
  lostReason: TEXT_OR_NULL,
  clock: shape<AgentClockOffset>({
    offsetMs: NUMBER.describe("Added to the clock of the agent it gives that of the coordinator"),
    boundMs: NUMBER.describe("The offset is off by so much at most"),
    driftPpm: NUMBER_OR_NULL.describe("null: the run was too short to know"),
  }).nullable(),
  cpuSeconds: NUMBER_OR_NULL,
  cpuCores: NUMBER_OR_NULL.default(null).describe("cpuSeconds over wall seconds: 1 is one core"),
  peakRssBytes: NUMBER_OR_NULL,
  records: COUNT.describe("Came from it"),
  movedRequests: COUNT.describe("Not sent when it was lost: others carried them"),
  ...AGENT_LATENESS,
  startLagMs: NUMBER_OR_NULL.default(null).describe("From its time to the sending of its first request"),
  lateRecords: COUNT.describe("Came after it was counted out, and were dropped"),
  duplicates: COUNT.describe("Messages that came twice, dropped"),
  retries: COUNT.describe("Messages that had to be sent again"),
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
  agents: list(AGENT).default([]).describe("Each machine that carried load; none: this one did"),
  coordinator: COORDINATOR.nullable().default(null).describe("This machine as the one that deals the load to others"),
  loops: list(LOOP).default([]).describe("Each event loop that carried load"),
});

/** The schema of what a client adds to figures. */
export const CLIENT_ERROR: z.ZodType<ClientError> = shape<ClientError>({
  ttftMs: NUMBER.describe("The distance from the truth that 99 % of the values kept"),
  itlMs: NUMBER,
  calibratedAt: ISO_TIME,
});
