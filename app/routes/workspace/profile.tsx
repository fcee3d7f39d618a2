import { UserProfile } from "@clerk/remix";
import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { clerkFor } from "#app/clerk/api.server.ts";
import { Card, CardContent, CardTitle } from "#app/components/card.tsx";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { Button } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Skeleton } from "#app/components/skeleton.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { Choices } from "#app/features/preferences/choices.tsx";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";

export { PageError as ErrorBoundary } from "#app/features/errors/page-error.tsx";

export async function loader(args: LoaderFunctionArgs) {
  return withTenant(args, "profile:write", async () => null);
}

/** Signs out everywhere: Clerk ends all sessions of this person, and their tokens expire within a minute. */
export async function action(args: ActionFunctionArgs) {
  const userId = await withTenant(args, "profile:write", async ({ member }) => member.id);
  await clerkFor(args.context).endSessions(userId);
  return redirect(new URL("/", args.context.env.BASE_URL).href);
}

export const meta: MetaFunction<typeof loader> = (page) => pageTitle("profile", page);

export default function ProfilePage() {
  const t = useTranslations("frame.you");
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("description")} />
      <Card>
        <CardContent className="flex flex-wrap items-center justify-between gap-4">
          <div className="grid gap-1">
            <CardTitle>{t("display")}</CardTitle>
            <p className="text-muted-foreground text-sm">{t("displayText")}</p>
          </div>
          <Choices />
        </CardContent>
        <CardContent className="flex flex-wrap items-center justify-between gap-4 border-t">
          <div className="grid gap-1">
            <CardTitle>{t("sessions")}</CardTitle>
            <p className="text-muted-foreground text-sm">{t("everywhereText")}</p>
          </div>
          <ConfirmDialog
            title={t("everywhereQuestion")}
            description={t("everywhereConfirm")}
            confirmLabel={t("everywhere")}
            variant="danger"
          >
            {({ onSubmit }) => (
              <Form method="post" action="/profile" reloadDocument onSubmit={onSubmit}>
                <Button type="submit" variant="secondary">
                  {t("everywhere")}
                </Button>
              </Form>
            )}
          </ConfirmDialog>
        </CardContent>
      </Card>
      <div className="min-h-[30rem]">
        <UserProfile
          routing="path"
          path="/profile"
          fallback={<Skeleton className="h-[30rem] w-full rounded-lg noscript:hidden" />}
          appearance={{
            elements: {
              rootBox: { width: "100%" },
              cardBox: { width: "100%", maxWidth: "none", height: "auto", minHeight: "30rem" },
            },
          }}
        />
      </div>
    </div>
  );
}
