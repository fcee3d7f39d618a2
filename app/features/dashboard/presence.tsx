import { useEffect } from "react";

const everyMs = 60_000;

/** Reports to the server once a minute that the page is visible. Background pages report nothing. */
export function Presence() {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const tell = () => {
      if (document.visibilityState !== "visible" || performance.now() - last < everyMs) return;
      last = performance.now();
      // Failures are ignored: if the browser is offline or the session has ended, the page itself says so.
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
