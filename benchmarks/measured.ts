/** What one process measured; ours and the peers print it as one JSON line. */
export interface Measured {
  /** Seconds of the first run, which sets up what later runs keep. */
  readonly first: number;
  /** Seconds of the fastest and the middle one of the later runs. */
  readonly min: number;
  readonly median: number;
  /** Largest resident memory of the process, MiB. */
  readonly peakMiB: number;
}
