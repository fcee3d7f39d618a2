/**
 * Stops a server when this process ends without dismissing the guard, even by kill -9: a shell in its own session waits for
 * the end of our pipe. It knows the server by pid only, so it never touches the next start's. Afterwards it deletes
 * `removeAtDeath` recursively. Returns the function that dismisses the guard.
 */
export function guardServer(postmaster: number, pidFile: string, removeAtDeath = ""): () => void {
  const signal = removeAtDeath ? "QUIT" : "INT";
  const guard = Bun.spawn(
    ["/bin/sh", "-c", script, "tenantry-guard", String(postmaster), signal, pidFile, removeAtDeath],
    {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    },
  );
  guard.unref();
  return () => {
    guard.stdin.write("done\n");
    guard.stdin.end();
  };
}

// An ended server removes its pid file; its pid may remain where nothing reaps zombies.
const script = `
  read -r word && exit
  kill -"$2" "$1"
  waited=0
  while [ -e "$3" ] && kill -0 "$1" 2>/dev/null && [ $waited -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
  [ -z "$4" ] || rm -rf -- "$4"`;
