import { Link, useLocation } from "@remix-run/react";
import { Check, CircleAlert, LoaderCircle, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import type { OutcomeView } from "./member-view.ts";

const known = [
  "already-member",
  "already-invited",
  "bad-address",
  "no-such-role",
  "too-many-invitations",
  "members-full",
  "last-owner",
  "not-allowed",
  "no-member",
  "no-invitation",
  "too-old",
] as const;

/**
 * The outcomes of requests, a line each. It comes last and sticks to the bottom of the window, so that it shifts nothing.
 * The live region is always there, so that outcomes are announced.
 */
export function MemberOutcomes({ outcomes }: { outcomes: OutcomeView[] }) {
  const isWaiting = outcomes.some(({ status }) => status === "waiting");
  return (
    <div role="status" className="pointer-events-none sticky bottom-4 z-10 empty:hidden">
      {outcomes.length > 0 && (
        <div className="pointer-events-auto mx-auto flex w-fit max-w-full items-start gap-3 rounded-lg bg-foreground py-2.5 pr-2 pl-4 text-background text-sm leading-6 shadow-lg">
          <ul className="grid min-w-0 gap-1">
            {outcomes.map((outcome) => (
              <OutcomeLine key={outcome.id} outcome={outcome} />
            ))}
          </ul>
          <Close />
        </div>
      )}
      {isWaiting && (
        <noscript>
          <meta httpEquiv="refresh" content="2" />
        </noscript>
      )}
    </div>
  );
}

function OutcomeLine({ outcome }: { outcome: OutcomeView }) {
  const { kind, status, reason, whom, role } = outcome;
  const t = useTranslations("members.outcome");
  const common = useTranslations("common");
  const why = known.find((code) => code === reason) ?? "other";
  const values = { whom, role: role ? common(`role.${role}`) : "" };
  const Icon = { waiting: LoaderCircle, done: Check, refused: CircleAlert }[status];
  return (
    <li className="flex min-w-0 items-start gap-2.5">
      <Icon
        aria-hidden
        className={cn(
          "mt-1 size-4 shrink-0",
          status === "waiting" && "animate-spin motion-reduce:animate-none",
        )}
      />
      <span className="wrap-anywhere min-w-0">
        {t(`${status}.${kind}`, values)} {status === "refused" && t(`reasons.${why}`)}
        {status === "waiting" && t("patience")}
      </span>
    </li>
  );
}

/** Links to the page without the request ids, so that outcomes are not shown again. */
function Close() {
  const t = useTranslations("members.outcome");
  const { pathname, search } = useLocation();
  const params = new URLSearchParams(search);
  params.delete("change");
  const rest = params.toString();
  return (
    <Link
      to={rest ? `${pathname}?${rest}` : pathname}
      replace
      preventScrollReset
      className="grid size-6 shrink-0 place-items-center rounded-md hover:bg-background/15"
    >
      <X aria-hidden className="size-4" />
      <span className="sr-only">{t("close")}</span>
    </Link>
  );
}
