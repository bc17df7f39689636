import type { LoadHost } from "../../src/app/run/load_host.ts";
import type { MachineLimits } from "../../src/app/run/machine_limits.ts";
import type { CounterSource, OpenTokenCounter } from "../../src/app/run/token_counter.ts";
import { openInlineCounter } from "../../src/app/step/counting/inline_counter.ts";
import { startInlineShard } from "../../src/shards/links/inline_shard.ts";
import type { FromShard, ShardLink } from "../../src/shards/protocol/messages.ts";
import { type ExamineTransport, examineTransport } from "../../src/transport/registry.ts";
import { ScriptedService } from "./scripted_service.ts";
import { VirtualClock } from "./virtual_clock.ts";

/** The host of a run in virtual time: event loops on this one, a scripted service, a clock that the test moves. */
export class VirtualHost implements LoadHost {
  readonly clock: VirtualClock;
  readonly originEpochMs: number = Date.UTC(2026, 0, 1);
  readonly service: ScriptedService;
  limits: MachineLimits = { openFiles: null, usedFiles: null, localPorts: null, cores: 2, cpuQuota: null };
  readonly #links: (ShardLink & { crash(): void })[] = [];

  constructor(service: ScriptedService = new ScriptedService(), clock: VirtualClock = new VirtualClock()) {
    this.clock = clock;
    this.service = service;
  }

  readLimits(): Promise<MachineLimits> {
    return Promise.resolve(this.limits);
  }

  startShard(index: number): ShardLink {
    const link = startInlineShard({
      clock: this.clock,
      createTransport: (_settings, clock) => Promise.resolve(this.service.connect(clock)),
      readUsage: () => ({ cpuSeconds: null, heapBytes: null }),
    });
    let receive: (message: FromShard) => void = () => {};
    this.#links[index] = {
      send: (message, transfer) => link.send(message, transfer),
      onMessage(receiver) {
        receive = receiver;
        link.onMessage(receiver);
      },
      close: () => link.close(),
      crash: () => receive({ kind: "crash", message: "out of memory", stack: "" }),
    };
    return this.#link(index);
  }

  readonly examineTransport: ExamineTransport = examineTransport;

  openTokenCounter(source: CounterSource): Promise<OpenTokenCounter> {
    return openInlineCounter(source);
  }

  /** Does something so long after the first request came. */
  afterStart(afterMs: number, act: () => void): void {
    this.service.onFirst.push(() => this.clock.at(this.clock.nowMs() + afterMs, act));
  }

  /** One event loop dies so long after the first request came. */
  crashAfter(index: number, afterMs: number): void {
    this.afterStart(afterMs, () => this.crash(index));
  }

  createTransport(): ReturnType<LoadHost["createTransport"]> {
    return Promise.resolve(this.service.connect(this.clock));
  }

  /** One event loop dies, with all that runs on it. */
  crash(index: number): void {
    this.#link(index).crash();
  }

  #link(index: number): ShardLink & { crash(): void } {
    const link = this.#links[index];
    if (link === undefined) throw new Error(`There is no event loop ${index}`);
    return link;
  }
}
