import { useFetcher } from "@remix-run/react";
import { useEffect, useState } from "react";

/** What /onboarding/progress answers. */
type Progress = { state: "making" } | { state: "ready"; url: string };

const pauseMs = 700;
const slowMs = 15_000;

/** Asks until the workspace is made, then goes there. `slow` once that takes longer than it should. */
export function useProgress(organizationId: string): { ready: boolean; slow: boolean } {
  const { state, data, load } = useFetcher<Progress>();
  const [slow, setSlow] = useState(false);

  useEffect(() => {
    if (state !== "idle") return;
    // Not a step in the history: going back should not lead to waiting.
    if (data?.state === "ready") return window.location.replace(data.url);
    const address = `/onboarding/progress?organization=${encodeURIComponent(organizationId)}`;
    const timer = setTimeout(() => load(address), pauseMs);
    return () => clearTimeout(timer);
  }, [state, data, load, organizationId]);

  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => clearTimeout(timer);
  }, []);

  return { ready: data?.state === "ready", slow };
}
