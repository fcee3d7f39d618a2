import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";

/** The response of /onboarding/progress. */
type Progress = { state: "unknown" | "waiting" | "building" | "opening" } | { state: "ready"; url: string };

/** Most workspaces are ready within a second; after that, polling slows down. */
const pauseMs = { atFirst: 150, later: 1000 };
const atFirstMs = 5000;
const slowMs = 15_000;

/** Polls until the workspace is ready, then opens it. `slow` is set if that takes too long. */
export function useProgress(organizationId: string): { state: Progress["state"]; slow: boolean } {
  const { state, data, load } = useFetcher<Progress>();
  const [begun] = useState(() => Date.now());
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    if (state !== "idle") return;
    // Replaces the history entry, because going back must not return to the waiting page.
    if (data?.state === "ready") return window.location.replace(data.url);
    const address = `/onboarding/progress?organization=${encodeURIComponent(organizationId)}`;
    const isFirst = data === undefined;
    const pause = Date.now() - begun < atFirstMs ? pauseMs.atFirst : pauseMs.later;
    const timer = setTimeout(() => load(address), isFirst ? 0 : pause);
    return () => clearTimeout(timer);
  }, [state, data, load, organizationId, begun]);

  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);

  return { state: data?.state ?? "waiting", slow };
}
