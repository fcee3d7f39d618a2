import { useEffect } from "react";

const everyMs = 60_000;

/** Tells the server once a minute that somebody has this page before them; a page in the background tells nothing. */
export function Presence() {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const tell = () => {
      if (document.visibilityState !== "visible" || performance.now() - last < everyMs) return;
      last = performance.now();
      // Nothing hangs on it: offline, or with a session that has ended, the page itself will say so.
      fetch("/presence", { method: "POST", redirect: "manual" }).catch(() => {});
    };
    tell();
    const timer = setInterval(tell, everyMs);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tell);
    };
  }, []);
  return null;
}
