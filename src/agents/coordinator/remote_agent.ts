import type { Machine } from "../../shards/protocol/messages.ts";
import type { Beat, JoinRequest } from "../wire/join.ts";
import type { RemoteLoop } from "./remote_loop.ts";

/** Where an agent stands: asked to come, never came, part of the run, about to leave, lost. */
export type AgentState = "invited" | "absent" | "member" | "leaving" | "lost";

/** What the coordinator knows of one agent. */
export class RemoteAgent implements Machine {
  readonly number: number;
  readonly asked: JoinRequest;
  readonly loops: Map<number, RemoteLoop> = new Map<number, RemoteLoop>();
  state: AgentState = "invited";
  lostReason: string | null = null;
  beat: Beat | null = null;
  /** By the clock of the run: when it was invited, then when its last beat came. */
  heardAtMs: number;
  /** The least round trip so far is known from its beats; the largest memory, too. */
  peakRssBytes = 0;
  /** Records that came after it was counted out. */
  late = 0;

  constructor(number: number, asked: JoinRequest, atMs: number) {
    this.number = number;
    this.asked = asked;
    this.heardAtMs = atMs;
  }

  get name(): string {
    return this.asked.name;
  }

  isPart(): boolean {
    return this.state === "member" || this.state === "leaving";
  }

  note(beat: Beat, atMs: number): void {
    this.heardAtMs = atMs;
    this.beat = beat;
    this.peakRssBytes = Math.max(this.peakRssBytes, beat.rssBytes);
  }

  /** Its work goes to others. */
  lose(reason: string): void {
    this.state = "lost";
    this.lostReason = reason;
    for (const loop of this.loops.values()) loop.lose(`agent ${this.name}: ${reason}`);
  }
}
