import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { When } from "#app/features/when.tsx";
import type { Messages } from "#app/i18n/messages/en.ts";

export type AuditLineView = {
  id: string;
  at: string;
  actorName: string;
  action: string;
  targetName: string;
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

function Line({ line, now }: { line: AuditLineView; now: string }) {
  const t = useTranslations("audit");
  const { actorName, action, targetName, at, changes, requestId } = line;
  const target = () => <bdi className="wrap-anywhere font-medium text-foreground">{targetName}</bdi>;
  return (
    <li className="grid gap-1 px-4 py-3 text-sm sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="min-w-0 text-muted-foreground">
          <bdi className="wrap-anywhere font-medium text-foreground">{actorName || t("system")}</bdi>{" "}
          {t.rich(`actions.${action as Action}`, { target })}
        </p>
        <When at={at} now={now} className="shrink-0 text-muted-foreground text-xs" />
      </div>
      {(changes.length > 0 || requestId) && (
        <details className="text-muted-foreground text-xs">
          <summary className="w-fit cursor-pointer rounded py-1 hover:text-foreground">
            {t("details")}
          </summary>
          {changes.length > 0 && <Changes changes={changes} />}
          {requestId && (
            <p className="pt-1">
              {t("request")} <span className="select-all break-all font-mono">{requestId}</span>
            </p>
          )}
        </details>
      )}
    </li>
  );
}

function Changes({ changes }: { changes: AuditLineView["changes"] }) {
  const t = useTranslations("audit");
  return (
    <table className="mt-1 w-full max-w-2xl table-fixed text-left">
      <thead>
        <tr>
          {(["field", "before", "after"] as const).map((name) => (
            <th key={name} scope="col" className="py-1 pr-4 font-medium">
              {t(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field} className="align-top">
            <th scope="row" className="wrap-anywhere py-1 pr-4 font-mono font-normal">
              {field}
            </th>
            <td className="wrap-anywhere py-1 pr-4">
              <bdi>{before}</bdi>
            </td>
            <td className="wrap-anywhere py-1 text-foreground">
              <bdi>{after}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
