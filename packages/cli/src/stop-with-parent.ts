/** From source the command is a child process; it must not outlive a parent that was killed. */
export function stopWithParent(): void {
  if (process.send === undefined) return;
  process.on("disconnect", () => process.exit(1));
  // The channel alone must not keep the process alive.
  process.channel?.unref();
}
