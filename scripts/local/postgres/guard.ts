/**
 * Ends a server when this process ends without having called off the guard, be it by kill -9: a shell in a session of its
 * own waits for the end of our pipe. It knows the server by pid alone, so it never touches the one a next start makes.
 * `removeAtDeath` is deleted with everything in it afterwards. Returns the function that calls it off.
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

// A server that has ended removes its pid file; its pid may stay for long where nobody reaps zombies.
const script = `
  read -r word && exit
  kill -"$2" "$1"
  waited=0
  while [ -e "$3" ] && kill -0 "$1" 2>/dev/null && [ $waited -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
  [ -z "$4" ] || rm -rf -- "$4"`;
