import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Download, History } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Pages } from "#app/components/pages.tsx";
import { packCursor, readChoices, toSearch, unpackCursor } from "#app/features/audit/audit-filter.ts";
import { AuditFilters } from "#app/features/audit/audit-filters.tsx";
import { AuditList } from "#app/features/audit/audit-list.tsx";
import { listPeople, toAuditView } from "#app/features/audit/audit-view.ts";
import { pageTitle } from "#app/features/page-title.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { listActors, listAuditLines } from "#db/queries/audit-trail.ts";
import { listNames } from "#db/queries/member-list.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

const pageSize = 50;

export async function loader(args: LoaderFunctionArgs) {
  const { searchParams } = new URL(args.request.url);
  const choices = readChoices(searchParams);
  const { actor, kind, ...others } = choices;
  const after = unpackCursor(searchParams.get("after"));
  return withTenant(args, "audit:read", async ({ tx, settings: { timeZone } }) => {
    const filter = { actorId: actor, targetType: kind, timeZone, ...others };
    const [lines, actors] = await Promise.all([
      listAuditLines(tx, filter, { after, limit: pageSize + 1 }),
      listActors(tx),
    ]);
    const shownLines = lines.slice(0, pageSize);
    const names = await listNames(tx, listPeople(shownLines));
    const last = lines.length > pageSize ? lines[pageSize - 1] : undefined;
    return {
      choices,
      actors,
      lines: shownLines.map((line) => toAuditView(line, names)),
      older: last ? toSearch(choices, { after: packCursor(last) }) : null,
      newest: after ? toSearch(choices) : null,
      now: new Date().toISOString(),
    };
  });
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("audit", page);

export default function AuditPage() {
  const { choices, actors, lines, older, newest, now } = useLoaderData<typeof loader>();
  const t = useTranslations("audit");
  const download = (
    <ButtonLink to={`/audit.csv${toSearch(choices)}`} variant="secondary" reloadDocument>
      <Download aria-hidden />
      {t("download")}
    </ButtonLink>
  );
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description")} actions={download} />
      <AuditFilters choices={choices} actors={actors} />
      {lines.length === 0 ? (
        <EmptyState icon={History} title={t("emptyTitle")}>
          {t("empty")}
        </EmptyState>
      ) : (
        <AuditList lines={lines} now={now} />
      )}
      <Pages next={older} first={newest} />
    </div>
  );
}
