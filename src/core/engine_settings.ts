/**
 * What the options say to the engine itself: made in `config/options/load/engine_options.ts`, handed on whole to every
 * event loop, read where it takes effect. Plain data.
 */
export interface EngineSettings {
  /** Requests that an event loop starts before it looks at its sockets again. */
  readonly startBurst: number;
}

/** Without options. */
export const DEFAULT_ENGINE: EngineSettings = { startBurst: 1 };
