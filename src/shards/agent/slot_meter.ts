import type { Clock } from "../../core/clock.ts";

/** How many slots have a session, and how many are free and have no item. */
export interface SlotUse {
  readonly busy: number;
  readonly waiting: number;
}

/** Measures how long free slots wait for items. */
export interface SlotMeter {
  /** Told right after slots, sessions or items changed. */
  update(): void;
  /** From now on a free slot waits for nothing. */
  end(): void;
  /** The time of slots since the last call: that in which they had a session, and that in which they waited for an item. */
  take(): { readonly busyMs: number; readonly starvedMs: number };
}

interface SlotMeterOptions {
  readonly clock: Clock;
  readonly startAtMs: number;
  /** Nothing starts from this time on, so nothing is waited for. */
  readonly untilMs: number;
  readonly read: () => SlotUse;
}

/** Starts measuring: slots are open from the start of the phase, whenever this loop hears of it. */
export function startSlotMeter({ clock, startAtMs, untilMs, read }: SlotMeterOptions): SlotMeter {
  let use = read();
  let lastAtMs = startAtMs;
  let isOver = false;
  let busyMs = 0;
  let starvedMs = 0;

  const count = (): void => {
    const nowMs = clock.nowMs();
    busyMs += use.busy * Math.max(0, nowMs - lastAtMs);
    if (!isOver) starvedMs += use.waiting * Math.max(0, Math.min(nowMs, untilMs) - lastAtMs);
    lastAtMs = Math.max(lastAtMs, nowMs);
  };
  return {
    update() {
      count();
      use = read();
    },
    end() {
      count();
      isOver = true;
    },
    take() {
      count();
      const taken = { busyMs, starvedMs };
      busyMs = 0;
      starvedMs = 0;
      return taken;
    },
  };
}
