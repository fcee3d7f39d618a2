import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { When } from "#app/components/when.tsx";
import type { Messages } from "#app/i18n/messages/en.ts";
import { useChangeWords } from "./use-change-words.ts";

export type AuditLineView = {
  id: string;
  at: string;
  actorName: string;
  action: string;
  targetName: string;
  /** Whether the actor did it to themselves. */
  isSelf: boolean;
  changes: { field: string; before: string; after: string }[];
  requestId: string | null;
};

type Words = Messages["audit"]["actions"];
type Action = { [Noun in keyof Words]: `${Noun & string}.${keyof Words[Noun] & string}` }[keyof Words];

export function AuditList({ lines, now }: { lines: AuditLineView[]; now: string }) {
  return (
    <Card>
      <ul className="divide-y">
        {lines.map((line) => (
          <Line key={line.id} line={line} now={now} />
        ))}
      </ul>
    </Card>
  );
}

/** Who did what and when. Expanding it shows the changes and the request id. */
function Line({ line, now }: { line: AuditLineView; now: string }) {
  const t = useTranslations("audit");
  const { changes, requestId } = line;
  if (changes.length === 0 && !requestId)
    return (
      <li className="py-3 pr-4 pl-11 sm:pr-5">
        <Sentence line={line} now={now} />
      </li>
    );
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none gap-3 px-4 py-3 transition-colors hover:bg-muted/60 sm:pr-5 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 motion-reduce:transition-none"
          />
          <Sentence line={line} now={now} />
        </summary>
        <div className="grid gap-1 pr-4 pb-4 pl-11 text-muted-foreground text-xs sm:pr-5">
          {changes.length > 0 && <Changes changes={changes} />}
          {requestId && (
            <p>
              {t("request")} <span className="inline-block select-all break-all font-mono">{requestId}</span>
            </p>
          )}
        </div>
      </details>
    </li>
  );
}

function Sentence({
  line: { actorName, action, targetName, isSelf, at },
  now,
}: {
  line: AuditLineView;
  now: string;
}) {
  const t = useTranslations("audit");
  const target = () => <bdi className="wrap-anywhere font-medium text-foreground">{targetName}</bdi>;
  return (
    <span className="flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
      <span className="min-w-0 text-muted-foreground">
        <bdi className="wrap-anywhere font-medium text-foreground">{actorName || t("system")}</bdi>{" "}
        {t.rich(`actions.${action as Action}`, { target, self: String(isSelf) })}
      </span>
      <When at={at} now={now} className="shrink-0 text-muted-foreground text-xs" />
    </span>
  );
}

function Changes({ changes }: { changes: AuditLineView["changes"] }) {
  const t = useTranslations("audit");
  const { sayField, sayValue } = useChangeWords();
  return (
    <table className="w-full max-w-2xl table-fixed text-left">
      <thead>
        <tr>
          {(["field", "before", "after"] as const).map((name) => (
            <th key={name} scope="col" className="py-1 pr-2 font-medium sm:pr-4">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => {
          const name = sayField(field);
          if (!name) return null;
          return (
            <tr key={field} className="align-top">
              <th scope="row" className="wrap-anywhere py-1 pr-2 font-normal sm:pr-4">
                {name}
              </th>
              <td className="wrap-anywhere py-1 pr-4">
                <bdi>{sayValue(field, before)}</bdi>
              </td>
              <td className="wrap-anywhere py-1 text-foreground">
                <bdi>{sayValue(field, after)}</bdi>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
