// Preloaded into every process of the development stack: ends it when the launcher ends, however that happens. The
// launcher holds the other end of our stdin, which the system closes with it.

process.stdin.resume().once("end", () => {
  process.once("exit", endGroup);
  process.kill(process.pid, "SIGTERM");
  setTimeout(endGroup, 2_500).unref();
});
// A script that has done its work must be able to end by itself.
if ("unref" in process.stdin && typeof process.stdin.unref === "function") process.stdin.unref();

/** Each child leads a process group of its own, with whatever it started. */
function endGroup(): void {
  process.kill(-process.pid, "SIGKILL");
}
