import { useNavigation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";

/** Whether the page's form was saved. The page looks the same afterwards, so it says so. */
export function useSaved(lastResult: unknown): boolean {
  const { state, formData } = useNavigation();
  const [isSaved, setSaved] = useState(false);
  const wasSent = useRef(false);
  useEffect(() => {
    if (formData) wasSent.current = true;
    if (state !== "idle") setSaved(false);
    else if (wasSent.current) {
      wasSent.current = false;
      setSaved(lastResult === undefined);
    }
  }, [state, formData, lastResult]);
  return isSaved;
}
