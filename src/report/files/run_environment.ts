import { VERSION } from "../../core/version.ts";

/** What a run ran on. */
export interface RunEnvironment {
  readonly os: string;
  readonly arch: string;
  readonly cores: number;
  readonly denoVersion: string;
  readonly v8Version: string;
  readonly streamgaugeVersion: string;
}

/** Reads what this process runs on; needs no permission. */
export function readRunEnvironment(): RunEnvironment {
  return {
    os: Deno.build.os,
    arch: Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    denoVersion: Deno.version.deno,
    v8Version: Deno.version.v8,
    streamgaugeVersion: VERSION,
  };
}
