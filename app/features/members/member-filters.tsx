import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { roles } from "#app/access/permissions.ts";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { SearchInput } from "#app/components/form/search-input.tsx";
import { Select } from "#app/components/form/select.tsx";
import type { MemberChoices } from "./member-filter.ts";

/** A GET form, so that results have a URL. Works without scripts. */
export function MemberFilters({ choices }: { choices: MemberChoices }) {
  const t = useTranslations("members.filter");
  const common = useTranslations("common");
  const isFiltered = Boolean(choices.q || choices.role);
  return (
    <Form
      method="get"
      role="search"
      aria-label={t("title")}
      key={JSON.stringify(choices)}
      className="flex flex-wrap items-center gap-3"
    >
      <div className="min-w-0 grow basis-56 sm:max-w-xs">
        <SearchInput
          name="q"
          aria-label={t("words")}
          placeholder={t("words")}
          maxLength={100}
          defaultValue={choices.q}
        />
      </div>
      <div className="min-w-0 grow basis-40 sm:max-w-48">
        <Select name="role" aria-label={t("role")} defaultValue={choices.role ?? ""}>
          <option value="">{t("anyRole")}</option>
          {roles.map((role) => (
            <option key={role} value={role}>
              {common(`role.${role}`)}
            </option>
          ))}
        </Select>
      </div>
      <div className="flex gap-2">
        <Button type="submit" variant="secondary">
          {t("apply")}
        </Button>
        {isFiltered && (
          <ButtonLink to="/members" variant="ghost">
            {t("clear")}
          </ButtonLink>
        )}
      </div>
    </Form>
  );
}
