import { expect } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import type { HilumRun } from "./run-hilum.ts";

/** What a damaged file may cost beyond the same call with a healthy one, and in all. */
const limits = { slowMs: 2000, peakMiB: 512, hangMs: 10_000 };

/** A kind of file: the call that it goes into, and a healthy one. */
export interface DamagedUse {
  readonly call: (file: string) => readonly string[];
  readonly healthy: string;
}

/** Calls of hilum with damaged files: within time and memory, done or refused in plain words. */
export interface DamageMeeting<Use extends string> {
  /** Calls everything once with its healthy file, which must go well: a damaged one has two seconds more. */
  readonly measureHealthy: () => Promise<void>;
  readonly meet: (use: Use, file: string) => Promise<HilumRun>;
}

export function damageMeeting<Use extends string>(
  cwd: string,
  uses: Readonly<Record<Use, DamagedUse>>,
): DamageMeeting<Use> {
  const healthyMs = new Map<string, number>();
  return {
    async measureHealthy() {
      for (const [use, { call, healthy }] of Object.entries<DamagedUse>(uses)) {
        const run = await runHilum(call(healthy), { cwd });
        expect(run.code, run.stderr).toBe(0);
        expect(run.peakMiB).toBeLessThan(limits.peakMiB);
        healthyMs.set(use, run.processorMs);
      }
    },
    async meet(use, file) {
      const run = await runHilum(uses[use].call(file), { cwd, limitMs: limits.hangMs });
      expect([0, 1], `ended with ${run.code}: ${run.stderr.slice(-500)}`).toContain(run.code);
      expectPlainMessage(run.stderr);
      expect(run.processorMs).toBeLessThan((healthyMs.get(use) ?? 0) + limits.slowMs);
      expect(run.peakMiB).toBeLessThan(limits.peakMiB);
      return run;
    },
  };
}
