import type { RunPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { ArrivalClock, PollerName, TransportName } from "../../core/transports.ts";
import type { DatedCalibration } from "../../metrics/calibration/like_load.ts";
import type { ShardPool } from "../../shards/coordinator/shard_pool.ts";
import type { RemoteLoops } from "../run/load_host.ts";
import type { RunListener, StopSignals } from "../run/run_listener.ts";
import type { TokenFiller } from "./token_filler.ts";
import type { BodySource } from "../workload/body_source.ts";
import type { Workload } from "../workload/workload.ts";

/** What all steps of a run share. */
export interface RunWorld {
  readonly plan: RunPlan;
  readonly originEpochMs: number;
  readonly clock: Clock;
  readonly bodies: BodySource;
  readonly workload: Workload;
  readonly filler: TokenFiller;
  readonly pool: ShardPool;
  /** Event loops on other machines; `null`: this machine carries the load. */
  readonly remote: RemoteLoops | null;
  readonly listener: RunListener;
  readonly stop: StopSignals;
  /** What carries the requests, and whose clock stamps arrivals. */
  readonly transport: TransportName;
  readonly arrivals: ArrivalClock;
  readonly poller: PollerName | null;
  /** What this machine adds under loads that were calibrated. */
  readonly calibrations: readonly DatedCalibration[];
}
