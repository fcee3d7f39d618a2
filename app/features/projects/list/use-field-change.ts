import { useFetcher } from "@remix-run/react";
import type { ChangedField, FieldAnswer } from "./field-change.ts";
import type { Decided } from "./use-resolved-conflict.ts";

/** Sends one field of a project and shows it as saved at once; what was not saved is there to decide upon. */
export function useFieldChange(projectId: string, field: ChangedField, decided: Decided) {
  const fetcher = useFetcher<FieldAnswer>({ key: `${field} ${projectId}` });
  const { data, state, formData } = fetcher;
  const isUnsaved = state === "idle" && data && data.outcome !== "saved" && !decided.has(data);
  return {
    action: changePath(projectId),
    Form: fetcher.Form,
    /** What is on its way, and shown meanwhile. */
    pending: formData?.get(field)?.toString(),
    unsaved: isUnsaved ? data : undefined,
    dismiss: () => decided.add(data),
    send: (value: string, seen: string) =>
      fetcher.submit({ [field]: value, seen }, { method: "post", action: changePath(projectId) }),
  };
}

function changePath(projectId: string): string {
  return `/projects/${projectId}/change`;
}
