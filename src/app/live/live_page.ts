/** A run as a page that follows it. This folder must not know how a load is carried. */
import type { Clock } from "../../core/clock.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import { type LiveServer, startLiveServer } from "../../live/live_server.ts";
import { type LiveState, renderHtmlReport, renderLiveParts } from "../../report/html/html_report.tsx";
import type { ReportModel } from "../../report/model/report_model.ts";

/** What a page shows now. */
export interface ShownRun {
  readonly models: readonly ReportModel[];
  /** `null`: the run is over, and the page is its report. */
  readonly live: LiveState | null;
}

interface LivePageOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly clock: Clock;
  /** How much of the time making the page may take at most. */
  readonly mostShare: number;
  /** Reads what there is to show; called where somebody looks, and not often. */
  read(): Promise<ShownRun> | ShownRun;
}

/** A page that is being served. */
export interface LivePage extends AsyncDisposable {
  readonly address: string;
  /** Shows what is new, where somebody looks and the last time was long enough ago. */
  update(): Promise<void>;
  /** Shows the report in all browsers, which they keep, and stays to serve it. */
  tellReport(html: string): void;
  /** Shows the report in all browsers for the last time; `null`: there is none. */
  end(html: string | null): Promise<void>;
}

const EVERY_MS = 1000;

/** Serves the page of a run; throws a `DataError` where the port is taken. */
export function openLivePage({ port, clock, mostShare, read }: LivePageOptions): LivePage {
  const server = listen(port, clock, async () => {
    const { models, live } = await read();
    return live === null ? renderHtmlReport(models) : renderHtmlReport(models, live);
  });
  let nextAtMs = 0;
  let isBusy = false;
  return {
    address: server.address,
    async update() {
      if (isBusy || server.viewers() === 0 || clock.nowMs() < nextAtMs) return;
      isBusy = true;
      try {
        const startedAtMs = clock.nowMs();
        const { models, live } = await read();
        if (live !== null) server.send("page", renderLiveParts(models, live));
        const tookMs = clock.nowMs() - startedAtMs;
        nextAtMs = clock.nowMs() + Math.max(EVERY_MS, tookMs / mostShare);
      } finally {
        isBusy = false;
      }
    },
    tellReport: (html) => server.send("end", html),
    end: (html) => server.end("end", html),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function listen(port: number, clock: Clock, page: () => Promise<string>): LiveServer {
  try {
    return startLiveServer({ port, clock, page });
  } catch (cause) {
    throw new DataError(`Cannot serve a page on port ${port}: ${reasonOf(cause)}`, {
      cause,
      hint: "Name another port, or none for a free one",
    });
  }
}
