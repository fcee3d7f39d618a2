import { KeyRound, Link2, Users } from "lucide-react";
import { useTranslations } from "use-intl";

const promises = [
  { key: "address", icon: Link2 },
  { key: "apart", icon: KeyRound },
  { key: "roles", icon: Users },
] as const;

export function Promises() {
  const t = useTranslations("landing.promises");
  return (
    <section aria-label={t("label")} className="grid gap-10 border-t py-14 sm:grid-cols-3 sm:gap-8">
      {promises.map(({ key, icon: Icon }) => (
        <div key={key} className="grid content-start gap-2">
          <Icon aria-hidden className="mb-2 size-5 text-accent" />
          <h2 className="font-semibold">{t(`${key}.title`)}</h2>
          <p className="text-pretty text-muted-foreground text-sm leading-6">{t(`${key}.text`)}</p>
        </div>
      ))}
    </section>
  );
}
