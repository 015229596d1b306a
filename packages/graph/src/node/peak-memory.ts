/**
 * Largest resident memory of this process so far, MiB: Node.js, ONNX Runtime with its intermediate results, and all variables. It never
 * falls; to measure one program, run it in a process of its own.
 */
export function peakMemoryMiB(): number {
  // Node.js gives KiB on every system.
  return process.resourceUsage().maxRSS / 1024;
}
