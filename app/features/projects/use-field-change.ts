import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import type { ChangedField, FieldAnswer } from "./field-change.ts";

/** Sends one field of a project and shows it as saved at once; what was not saved is there to decide upon. */
export function useFieldChange(projectId: string, field: ChangedField) {
  const fetcher = useFetcher<FieldAnswer>();
  const [settled, setSettled] = useState<FieldAnswer>();
  const { data, state, formData } = fetcher;
  const unsaved = state === "idle" && data && data.outcome !== "saved" && data !== settled ? data : undefined;
  return {
    action: changePath(projectId),
    Form: fetcher.Form,
    /** What is on its way, and shown meanwhile. */
    pending: formData?.get(field)?.toString(),
    unsaved,
    dismiss: () => setSettled(data),
    send: (value: string, seen: string) =>
      fetcher.submit({ [field]: value, seen }, { method: "post", action: changePath(projectId) }),
  };
}

function changePath(projectId: string): string {
  return `/projects/${projectId}/change`;
}
