import { useNavigation } from "@remix-run/react";
import { WifiOff } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";

/** A progress bar during navigation, and a message while offline or without an answer. */
export function Connection() {
  const t = useTranslations("frame");
  const isLoading = useNavigation().state !== "idle";
  const sendAgain = useUnanswered();
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
        {(!isOnline || sendAgain) && (
          <div className="fixed inset-x-4 bottom-4 z-50 mx-auto flex w-fit flex-wrap items-center gap-x-4 gap-y-2.5 rounded-lg border bg-warning-soft px-4 py-3 text-sm text-warning-soft-foreground shadow-lg">
            <p className="flex items-center gap-2.5">
              <WifiOff aria-hidden className="size-4 shrink-0" />
              {t(isOnline ? "unanswered" : "offline")}
            </p>
            {isOnline && (
              <Button variant="secondary" size="sm" onClick={sendAgain}>
                {t("sendAgain")}
              </Button>
            )}
          </div>
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

/** Resends all forms that got no answer; undefined if there are none. See app/offline/hold-requests.ts. */
function useUnanswered(): (() => void) | undefined {
  const [waiting, setWaiting] = useState<readonly (() => void)[]>([]);
  useEffect(() => {
    const take = ({ detail: { again, signal } }: WindowEventMap["unanswered"]) => {
      const forget = () => setWaiting((all) => all.filter((one) => one !== again));
      signal?.addEventListener("abort", forget, { once: true });
      setWaiting((all) => [...all, again]);
    };
    window.addEventListener("unanswered", take);
    return () => window.removeEventListener("unanswered", take);
  }, []);
  if (waiting.length === 0) return undefined;
  return () => {
    setWaiting([]);
    for (const again of waiting) again();
  };
}
