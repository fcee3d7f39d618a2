import { useTranslations } from "use-intl";
import { Select } from "#app/components/form/select.tsx";
import type { LabelView } from "./label-view.ts";

type Props = { labels: readonly LabelView[]; chosen: string | undefined; className?: string };

/** A field of a filter. Nothing is shown in a workspace without labels. */
export function LabelSelect({ labels, chosen = "", className }: Props) {
  const t = useTranslations("labels.filter");
  if (labels.length === 0) return null;
  return (
    <Select name="label" defaultValue={chosen} aria-label={t("label")} className={className}>
      <option value="">{t("any")}</option>
      {labels.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
