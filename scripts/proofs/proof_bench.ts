/** What each proof works with. */
export interface ProofBench {
  /** A folder for what it makes. */
  readonly root: string;
  /** Where tools are installed, and stay. */
  readonly tools: string;
  readonly simulatorUrl: string;
  say(line: string): void;
}
