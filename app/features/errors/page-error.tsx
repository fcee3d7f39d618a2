import { useRouteError, useRouteLoaderData } from "@remix-run/react";
import { ErrorMessage } from "./error-message.tsx";

/** The ErrorBoundary of a workspace page. The frame and its navigation stay. */
export function PageError() {
  const root = useRouteLoaderData<{ requestId: string }>("root");
  return (
    <div className="py-8 sm:py-16">
      <ErrorMessage error={useRouteError()} requestId={root?.requestId} />
    </div>
  );
}
