import type { JsonObject } from "../../core/json.ts";
import type { Random } from "../../core/random.ts";
import type { Connection } from "../http/connection.ts";
import type { HttpRequest } from "../http/request_parser.ts";
import { encode, encodeHead, type Header, join } from "../http/wire.ts";
import type { Fault } from "../settings/fault.ts";
import type { ReplySettings, SimulatorOptions } from "../simulator_options.ts";
import { type ApiForm, errorObject, formOf } from "./error_object.ts";
import { TruthGatherer } from "../stats/reply_truth.ts";
import type { ReplyTruth } from "../stats/reply_truth.ts";
import type { Tally } from "../stats/simulator_stats.ts";
import type { Admission, Start } from "../timing/admission.ts";
import type { Pace } from "../timing/pace.ts";
import type { Scheduler } from "../timing/scheduler.ts";

/** What replies need of their server. */
export interface Services {
  readonly options: SimulatorOptions;
  readonly scheduler: Scheduler;
  readonly pace: Pace;
  readonly admission: Admission;
  readonly tally: Tally;
  /** Told what was really sent of each streamed reply whose request has an `x-request-id`; `null`: nobody asks. */
  readonly onTruth: ((truth: ReplyTruth) => void) | null;
  /** Wall-clock time in whole seconds, for `created`. */
  createdSeconds(): number;
}

interface ExchangeParts {
  readonly connection: Connection;
  readonly request: HttpRequest;
  readonly arrivedAtMs: number;
  readonly settings: ReplySettings;
  readonly fault: Fault | null;
  readonly random: Random;
  /** It asks for generated tokens, embeddings or a ranking: counted as a reply. */
  readonly isWork: boolean;
}

/** By which a client finds its requests in the simulator's books. */
const ID_HEADER = "x-request-id";
const JSON_TYPE = "application/json";

/** One request and its way to a reply: holds the slot and the connection, and lets go of each exactly once. */
export class Exchange {
  readonly services: Services;
  readonly connection: Connection;
  readonly request: HttpRequest;
  /** When the request was read whole. */
  readonly arrivedAtMs: number;
  readonly settings: ReplySettings;
  readonly fault: Fault | null;
  readonly random: Random;
  readonly truth: TruthGatherer | null;
  readonly form: ApiForm;
  /** When the reply got its slot. */
  admittedAtMs = 0;
  readonly #isWork: boolean;
  #isOver = false;
  #waiting: Start | null = null;
  #hasSlot = false;

  constructor(services: Services, parts: ExchangeParts) {
    this.services = services;
    this.connection = parts.connection;
    this.request = parts.request;
    this.arrivedAtMs = parts.arrivedAtMs;
    this.settings = parts.settings;
    this.fault = parts.fault;
    this.random = parts.random;
    this.form = formOf(parts.request.path);
    this.#isWork = parts.isWork;
    const id = parts.request.headers.get(ID_HEADER);
    const { onTruth } = services;
    this.truth = onTruth === null || id === undefined ? null : new TruthGatherer(id, parts.arrivedAtMs, onTruth);
    this.connection.onAborted = () => {
      services.tally.aborted++;
      this.#letGo();
    };
  }

  /** Whether nothing more can be sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Header line by which an HTTP client learns that the connection will be closed; none where it stays open. */
  get connectionHeaders(): readonly Header[] {
    return this.request.keepsAlive ? [] : [["connection", "close"]];
  }

  /** Calls back when the reply gets its slot, perhaps at once. */
  admit(start: Start): void {
    this.#waiting = () => {
      this.#waiting = null;
      this.#hasSlot = true;
      this.admittedAtMs = this.services.scheduler.nowMs();
      start();
    };
    this.services.admission.enter(this.#waiting);
  }

  /** Frees the slot, for a reply that goes on without working. */
  release(): void {
    if (!this.#hasSlot) return;
    this.#hasSlot = false;
    this.services.admission.leave();
  }

  /** Sends a whole reply with its length and ends the exchange. */
  sendBody(status: number, body: Uint8Array, headers: readonly Header[]): void {
    const length: Header = ["content-length", String(body.length)];
    this.connection.write(join([encodeHead(status, [...headers, length, ...this.connectionHeaders]), body]));
    this.complete();
  }

  /** Sends JSON and ends the exchange. */
  sendJson(status: number, value: JsonObject, headers: readonly Header[] = []): void {
    this.sendBody(status, encode(JSON.stringify(value)), [["content-type", JSON_TYPE], ...headers]);
  }

  /** Sends an error in the form of the API that was spoken to, and ends the exchange. */
  sendError(status: number, message: string, param: string | null = null): void {
    this.sendJson(status, errorObject(this.form, { status, message, param }));
  }

  /** Ends the exchange after its last byte was written. */
  complete(): void {
    const { tally, scheduler } = this.services;
    if (this.#isWork) {
      tally.replies++;
      const nowMs = scheduler.nowMs();
      tally.reply.add(nowMs - this.arrivedAtMs);
      this.truth?.finish(nowMs);
    }
    this.#letGo();
    this.connection.finish(this.request.keepsAlive && this.fault?.name !== "close_after");
  }

  /** Ends the exchange and the connection: in order or with a reset. */
  breakOff(how: "close" | "reset"): void {
    this.connection.onAborted = null;
    this.#letGo();
    if (how === "close") this.connection.close();
    else this.connection.reset();
  }

  #letGo(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#waiting !== null) this.services.admission.withdraw(this.#waiting);
    this.release();
  }
}
