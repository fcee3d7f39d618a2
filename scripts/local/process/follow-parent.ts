// Preloaded into every process of the development stack: ends it when the launcher ends, even by kill -9. The launcher
// holds the other end of our stdin, and the system closes it with the launcher.

process.stdin.resume().once("end", () => {
  process.once("exit", endGroup);
  process.kill(process.pid, "SIGTERM");
  setTimeout(endGroup, 2_500).unref();
});
// stdin must not keep a finished script running.
if ("unref" in process.stdin && typeof process.stdin.unref === "function") process.stdin.unref();

/** Each child leads a process group, which its own children belong to. */
function endGroup(): void {
  process.kill(-process.pid, "SIGKILL");
}
