import { useFetcher, useLocation } from "@remix-run/react";
import { Check, ChevronDown, UserMinus } from "lucide-react";
import type { FormEvent } from "react";
import { useTranslations } from "use-intl";
import { mayManage, type Role, roles } from "#app/access/permissions.ts";
import { cn } from "#app/components/class-names.ts";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { Disclosure, disclosureEntry } from "#app/features/workspace/disclosure.tsx";
import type { MemberView } from "./member-view.ts";

type Props = {
  member: MemberView;
  /** The displayed role: the requested one while a change is pending. */
  role: Role;
  /** The current member's role. */
  own: Role;
};

export const roleKey = (id: string) => `role ${id}`;
export const removalKey = (id: string) => `removal ${id}`;

/** A member's role, with a menu of the roles that the current member may assign, and removal. Works without scripts. */
export function MemberMenu({ member, role, own }: Props) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const answers = [
    useFetcher({ key: roleKey(member.id) }).data,
    useFetcher({ key: removalKey(member.id) }).data,
  ];
  return (
    <Disclosure
      opens="down"
      fit="words"
      answers={answers}
      label={t("menu", { name: member.name })}
      summary={
        <>
          <span className="text-sm">{common(`role.${role}`)}</span>
          <ChevronDown aria-hidden className="size-4 text-muted-foreground" />
        </>
      }
    >
      <Roles member={member} role={role} own={own} />
      <div className="my-1 border-t" />
      <Removal member={member} />
    </Disclosure>
  );
}

/** A menu entry with several lines, at any width. */
const tall = "h-auto whitespace-normal py-2 text-left max-lg:h-auto max-lg:py-2.5";

function Roles({ member: { id, name }, role, own }: Props) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const { search } = useLocation();
  const fetcher = useFetcher({ key: roleKey(id) });
  return (
    <ConfirmDialog
      title={t("makeOwner.title", { name })}
      description={t("makeOwner.text", { name })}
      confirmLabel={t("makeOwner.confirm")}
    >
      {({ onSubmit }) => (
        <fetcher.Form
          method="post"
          action={`/members/${id}/role${search}`}
          preventScrollReset
          onSubmit={(event) =>
            wantedRole(event) === role
              ? event.preventDefault()
              : wantedRole(event) === "owner" && onSubmit(event)
          }
        >
          {roles
            .filter((each) => mayManage(own, each))
            .map((each) => (
              <button
                key={each}
                type="submit"
                name="role"
                value={each}
                aria-current={each === role ? "true" : undefined}
                className={cn(disclosureEntry, tall, "items-start text-foreground")}
              >
                <Check aria-hidden className={cn("mt-0.5 text-accent", each !== role && "invisible")} />
                <span className="grid">
                  {common(`role.${each}`)}
                  <span className="font-normal text-muted-foreground text-xs leading-4">
                    {t(`means.${each}`)}
                  </span>
                </span>
              </button>
            ))}
        </fetcher.Form>
      )}
    </ConfirmDialog>
  );
}

function wantedRole({ nativeEvent }: FormEvent): string | undefined {
  const { submitter } = nativeEvent as SubmitEvent;
  return submitter instanceof HTMLButtonElement ? submitter.value : undefined;
}

function Removal({ member: { id, name } }: { member: MemberView }) {
  const t = useTranslations("members.remove");
  const { search } = useLocation();
  const fetcher = useFetcher({ key: removalKey(id) });
  return (
    <ConfirmDialog
      title={t("title", { name })}
      description={t("text")}
      confirmLabel={t("confirm")}
      variant="danger"
    >
      {({ onSubmit }) => (
        <fetcher.Form
          method="post"
          action={`/members/${id}/removal${search}`}
          preventScrollReset
          onSubmit={onSubmit}
        >
          <button type="submit" className={cn(disclosureEntry, tall, "text-danger hover:text-danger")}>
            <UserMinus aria-hidden />
            {t("open")}
          </button>
        </fetcher.Form>
      )}
    </ConfirmDialog>
  );
}
