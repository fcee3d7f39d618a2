import { useEffect, useRef } from "react";

/** Scrolls an element into view when it appears. @returns the ref for that element. */
export function useInSight() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise, which React would take for the effect's cleanup.
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return box;
}
