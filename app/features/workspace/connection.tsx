import { useNavigation } from "@remix-run/react";
import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";

/** A line at the top while another page is on its way, and a word while there is no network. */
export function Connection() {
  const t = useTranslations("frame");
  const isLoading = useNavigation().state !== "idle";
  const isOnline = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <>
      {isLoading && (
        <div
          role="progressbar"
          aria-label={t("loading")}
          className="fixed inset-x-0 top-0 z-50 h-0.5 origin-left animate-loading bg-accent motion-reduce:animate-none"
        />
      )}
      <div role="status" aria-live="polite">
        {!isOnline && (
          <p className="fixed inset-x-4 bottom-4 z-50 mx-auto flex w-fit items-center gap-2.5 rounded-lg border bg-warning-soft px-4 py-3 text-sm text-warning-soft-foreground shadow-lg">
            <WifiOff aria-hidden className="size-4 shrink-0" />
            {t("offline")}
          </p>
        )}
      </div>
    </>
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
}
