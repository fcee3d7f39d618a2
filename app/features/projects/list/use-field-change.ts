import { useFetcher } from "@remix-run/react";
import type { ChangedField, FieldAnswer } from "./field-change.ts";
import type { ResolvedConflicts } from "./use-resolved-conflicts.ts";

/** Submits one field of a project optimistically. A change that was not saved is returned as `unsaved`. */
export function useFieldChange(projectId: string, field: ChangedField, resolved: ResolvedConflicts) {
  const fetcher = useFetcher<FieldAnswer>({ key: `${field} ${projectId}` });
  const { data, state, formData } = fetcher;
  const isUnsaved = state === "idle" && data && data.outcome !== "saved" && !resolved.has(data);
  return {
    action: changePath(projectId),
    Form: fetcher.Form,
    /** The submitted value, shown until the answer arrives. */
    pending: formData?.get(field)?.toString(),
    unsaved: isUnsaved ? data : undefined,
    dismiss: () => resolved.add(data),
    send: (value: string, seen: string) =>
      fetcher.submit({ [field]: value, seen }, { method: "post", action: changePath(projectId) }),
  };
}

function changePath(projectId: string): string {
  return `/projects/${projectId}/change`;
}
