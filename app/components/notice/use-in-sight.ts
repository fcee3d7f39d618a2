import { useEffect, useRef } from "react";

/** For what tells of something that was done far below: it comes into sight when it comes. @returns the ref of its box. */
export function useInSight() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for what undoes the effect.
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return box;
}
