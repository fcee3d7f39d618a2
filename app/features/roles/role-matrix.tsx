import { Check, Minus } from "lucide-react";
import { useTranslations } from "use-intl";
import { can, permissions, type Role, roles } from "#app/access/permissions.ts";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";

/** The server's permission matrix. On narrow screens role names are rotated, so that all columns fit. */
export function RoleMatrix({ own }: { own: Role }) {
  const t = useTranslations("roles");
  const common = useTranslations("common");
  return (
    <Card className="overflow-hidden">
      <table aria-label={t("title")} className="w-full text-left text-sm">
        <thead>
          <tr className="border-b align-bottom sm:align-middle">
            <th scope="col" className="px-4 py-3 font-medium text-muted-foreground sm:px-5">
              {t("permission")}
            </th>
            {roles.map((role) => (
              <th
                key={role}
                scope="col"
                className={cn("w-11 py-3 text-center font-medium sm:w-28 sm:px-2", mark(role, own))}
              >
                <span className="inline-block max-sm:rotate-180 max-sm:[writing-mode:vertical-rl]">
                  {common(`role.${role}`)}
                  {role === own && <span className="block font-normal text-xs">{t("you")}</span>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row" className="px-4 py-3 font-normal sm:px-5">
                {t(`may.${permission}`)}
              </th>
              {roles.map((role) => (
                <td key={role} className={cn("py-3 text-center sm:px-2", mark(role, own))}>
                  <Answer yes={can(role, permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Answer({ yes }: { yes: boolean }) {
  const t = useTranslations("roles");
  const Icon = yes ? Check : Minus;
  return (
    <>
      <Icon aria-hidden className={cn("mx-auto size-4", yes ? "text-accent" : "text-muted-foreground")} />
      <span className="sr-only">{t(yes ? "yes" : "no")}</span>
    </>
  );
}

function mark(role: Role, own: Role): string {
  return role === own ? "bg-accent-soft/50" : "";
}
