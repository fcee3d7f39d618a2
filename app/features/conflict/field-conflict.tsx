import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";

type Props = {
  /** What both people did. */
  children: ReactNode;
  onKeep: () => void;
  onTake: () => void;
};

/** A conflict in a list: someone else changed the same field first. */
export function FieldConflict({ children, onKeep, onTake }: Props) {
  const t = useTranslations("conflict");
  return (
    <div
      role="alert"
      className="mt-2 grid gap-2 rounded-md bg-warning-soft px-3 py-2.5 text-sm text-warning-soft-foreground"
    >
      <p className="wrap-anywhere">{children}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="secondary" onClick={onKeep}>
          {t("keep")}
        </Button>
        <Button size="sm" variant="secondary" onClick={onTake}>
          {t("take")}
        </Button>
      </div>
    </div>
  );
}

type RenamedProps = { by: string; mine: string; theirs: string };

/** Says how two people changed the same name. */
export function Renamed({ by, mine, theirs }: RenamedProps) {
  const t = useTranslations("conflict");
  return t.rich("renamed", {
    who: () => <bdi className="font-medium">{by || t("somebody")}</bdi>,
    mine: () => <bdi>{mine}</bdi>,
    theirs: () => <bdi>{theirs}</bdi>,
  });
}
