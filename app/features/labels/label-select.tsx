import { useTranslations } from "use-intl";
import { Select } from "#app/components/form/select.tsx";
import type { LabelView } from "./label-view.ts";

type Props = { labels: readonly LabelView[]; chosen: string | undefined; className?: string };

/** A filter by label. Renders nothing if the workspace has no labels. */
export function LabelSelect({ labels, chosen = "", className }: Props) {
  const t = useTranslations("labels");
  if (labels.length === 0) return null;
  return (
    <Select name="label" defaultValue={chosen} aria-label={t("filter")} className={className}>
      <option value="">{t("anyLabel")}</option>
      {labels.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
