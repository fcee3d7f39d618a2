import type { FieldMetadata } from "@conform-to/react";
import { Check } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useTranslations } from "use-intl";
import { useProblems } from "#app/i18n/use-problems.ts";
import { type Accent, accentOf } from "./accent.ts";
import { accents } from "./accents.ts";
import { isHexColor } from "./oklch.ts";

type Props = {
  accent: FieldMetadata<string | undefined>;
  customAccent: FieldMetadata<string | undefined>;
  /** What someone else chose meanwhile, as text. */
  theirs: string | undefined;
};

/** Swatches, one for a custom colour, and a preview of the choice on light and dark pages. */
export function AccentField({ accent, customAccent, theirs }: Props) {
  const t = useTranslations("settings.accent");
  const [choice, setChoice] = useState(accent.initialValue ?? "own");
  const [custom, setCustom] = useState(customAccent.initialValue ?? "#6d28d9");
  const say = useProblems();
  const errors = [...(accent.errors ?? []), ...(customAccent.errors ?? [])];
  const errorId = errors.length > 0 ? accent.errorId : undefined;
  return (
    <fieldset aria-describedby={errorId} className="grid gap-3">
      <legend className="mb-2 font-medium text-sm">{t("legend")}</legend>
      <div className="flex flex-wrap gap-2">
        {accents.map(({ name, value }) => (
          <Swatch
            key={value}
            field={accent.name}
            value={value}
            label={t(`names.${name}`)}
            isChosen={choice === value}
            onChoose={setChoice}
          />
        ))}
        <span className="flex items-center gap-1.5 rounded-full border py-0.5 pr-2 pl-0.5">
          <Swatch
            field={accent.name}
            value="custom"
            color={custom}
            label={t("custom")}
            isNamed
            isChosen={choice === "custom"}
            onChoose={setChoice}
          />
          <input
            type="color"
            name={customAccent.name}
            aria-label={t("customColor")}
            defaultValue={custom}
            onInput={({ currentTarget }) => {
              setCustom(currentTarget.value);
              setChoice("custom");
            }}
            className="h-7 w-10 cursor-pointer rounded bg-transparent"
          />
        </span>
      </div>
      {errorId && (
        <p id={errorId} className="text-danger text-sm">
          {say(errors[0] ?? "choose")} {theirs}
        </p>
      )}
      <Preview hex={choice === "custom" ? custom : choice} />
    </fieldset>
  );
}

type SwatchProps = {
  field: string;
  value: string;
  label: string;
  color?: string;
  /** Whether its name is visible. */
  isNamed?: boolean;
  isChosen: boolean;
  onChoose: (value: string) => void;
};

function Swatch({ field, value, label, color, isNamed, isChosen, onChoose }: SwatchProps) {
  const fill = color ?? (isHexColor(value) ? value : product.light.accent);
  return (
    <label title={label} className="relative flex cursor-pointer items-center gap-1">
      <span className="grid size-9 shrink-0 place-items-center">
        <input
          type="radio"
          name={field}
          value={value}
          checked={isChosen}
          onChange={() => onChoose(value)}
          className="peer absolute inset-0 cursor-pointer opacity-0"
        />
        <span
          style={{ backgroundColor: fill }}
          className="size-7 rounded-full border peer-checked:ring-2 peer-checked:ring-foreground peer-checked:ring-offset-2 peer-checked:ring-offset-surface peer-focus-visible:outline-2 peer-focus-visible:outline-offset-4 peer-focus-visible:outline-ring"
        />
        <Check
          aria-hidden
          style={{ color: accentOf(fill).light.foreground }}
          className="pointer-events-none absolute size-4 opacity-0 peer-checked:opacity-100"
        />
      </span>
      <span className={isNamed ? "text-sm" : "sr-only"}>{label}</span>
    </label>
  );
}

/** The product's own accent in app/tailwind.css, as numbers. */
const product = {
  light: { accent: "#076546", foreground: "#f5fcf8" },
  dark: { accent: "#54cb99", foreground: "#001c10" },
  adjusted: { light: false, dark: false },
};

/** A preview of both schemes. Without scripts it shows the stored accent. */
function Preview({ hex }: { hex: string }) {
  const t = useTranslations("settings.accent");
  const accent: Pick<Accent, "adjusted"> & typeof product = isHexColor(hex) ? accentOf(hex) : product;
  return (
    <div className="grid gap-2">
      <div aria-hidden className="grid max-w-md grid-cols-2 gap-2 text-sm">
        {(["light", "dark"] as const).map((scheme) => {
          const { accent: fill, foreground } = accent[scheme];
          const style: CSSProperties = { backgroundColor: fill, color: foreground };
          return (
            <div
              key={scheme}
              style={{ backgroundColor: grounds[scheme] }}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border px-3 py-2.5"
            >
              <span style={style} className="rounded-md px-2.5 py-1 font-medium text-xs">
                {t("button")}
              </span>
              <span style={{ color: fill }} className="font-medium text-xs">
                {t("link")}
              </span>
            </div>
          );
        })}
      </div>
      <p role="status" className="text-muted-foreground text-sm">
        {accent.adjusted.light && <>{t("darkened")} </>}
        {accent.adjusted.dark && t("lightened")}
      </p>
    </div>
  );
}

/** --color-surface of each scheme. */
const grounds = { light: "#ffffff", dark: "#1c1a17" };
