import { useLocation } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/form/button.tsx";
import { describeError } from "./describe-error.ts";

export type ErrorMessageProps = {
  error: unknown;
  /** For errors without a message of their own. */
  requestId?: string;
};

/** What happened and what to do, without a frame. Works without scripts. */
export function ErrorMessage({ error, requestId: fallbackId }: ErrorMessageProps) {
  const { status, words, requestId = fallbackId, mayRestore = false } = describeError(error);
  const t = useTranslations("errors");
  return (
    <div className="grid justify-items-start gap-3">
      <p className="font-medium text-accent text-sm tabular-nums">{status}</p>
      <h1 className="font-semibold text-3xl tracking-tight">{t(`${words}.title`)}</h1>
      <p className="max-w-prose text-pretty text-muted-foreground leading-7">{t(`${words}.message`)}</p>
      <WayOn status={status} mayRestore={mayRestore} />
      {requestId && (
        <p className="mt-6 text-muted-foreground text-xs">
          {t("way.request")} <span className="inline-block select-all break-all font-mono">{requestId}</span>
        </p>
      )}
    </div>
  );
}

/** Links load a new document, because the state of the running page may have caused the error. */
function WayOn({ status, mayRestore }: { status: number; mayRestore: boolean }) {
  const { pathname, search } = useLocation();
  const t = useTranslations("errors.way");
  const first = status >= 500 ? { to: pathname + search, text: t("again") } : { to: "/", text: t("start") };
  // The start page of a suspended workspace would show the same error.
  const isShut = status === 423;
  return (
    <div className="mt-4 flex flex-wrap gap-3">
      {mayRestore && (
        <ButtonLink to="/restore" reloadDocument>
          {t("restore")}
        </ButtonLink>
      )}
      {!isShut && (
        <ButtonLink to={first.to} reloadDocument>
          {first.text}
        </ButtonLink>
      )}
      <ButtonLink to="/workspaces" reloadDocument variant={isShut && !mayRestore ? "primary" : "secondary"}>
        {t("workspaces")}
      </ButtonLink>
    </div>
  );
}
