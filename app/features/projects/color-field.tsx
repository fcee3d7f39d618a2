import type { FieldMetadata } from "@conform-to/react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { projectColors } from "./project-fields.ts";
import { colorClasses } from "./project-view.ts";

/** Radio buttons shown as swatches. Each has an accessible name. */
export function ColorField({ field }: { field: FieldMetadata<string | undefined> }) {
  const t = useTranslations("projects");
  const say = useProblems();
  const chosen = field.initialValue ?? "blue";
  const errorId = field.errors ? field.errorId : undefined;
  return (
    <fieldset aria-describedby={errorId} className="grid gap-2">
      <legend className="mb-2 font-medium text-sm">{t("form.color")}</legend>
      <div className="flex flex-wrap gap-2 sm:gap-2.5">
        {projectColors.map((color) => (
          <label key={color} className="relative cursor-pointer">
            <input
              type="radio"
              name={field.name}
              value={color}
              defaultChecked={color === chosen}
              className="peer absolute inset-0 cursor-pointer opacity-0"
            />
            <span
              className={cn(
                "block size-7 rounded-full sm:size-8 ring-offset-2 ring-offset-surface peer-checked:ring-2 peer-checked:ring-foreground",
                "peer-focus-visible:outline-2 peer-focus-visible:outline-offset-4 peer-focus-visible:outline-ring",
                colorClasses[color],
              )}
            />
            <span className="sr-only">{t(`colors.${color}`)}</span>
          </label>
        ))}
      </div>
      {field.errors && (
        <p id={errorId} className="text-danger text-sm">
          {field.errors.map(say).join(" ")}
        </p>
      )}
    </fieldset>
  );
}
