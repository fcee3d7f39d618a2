// Preloaded into every process of the development stack: ends it when the launcher ends, even by kill -9. The system then
// closes the channel between them.

process.once("disconnect", () => {
  process.once("exit", endGroup);
  process.kill(process.pid, "SIGTERM");
  setTimeout(endGroup, 2_500).unref();
});

/** Each child leads a process group, which its own children belong to. */
function endGroup(): void {
  process.kill(-process.pid, "SIGKILL");
}
