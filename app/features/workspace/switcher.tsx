import { useFetcher } from "@remix-run/react";
import { Check, ChevronsUpDown, Plus, SquareStack } from "lucide-react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { Disclosure, disclosureEntry } from "./disclosure.tsx";

export type SwitcherData = { workspaces: { name: string; imageUrl: string; url: string }[] | null };
type Props = { workspace: string; logo: string | null; apexUrl: string };

/** The workspace's name, which opens a list of the person's other workspaces. The list is loaded when it is opened. */
export function Switcher({ workspace, logo, apexUrl }: Props) {
  const t = useTranslations("frame.switcher");
  const { data, load, state } = useFetcher<SwitcherData>({ key: "switcher" });
  const at = (path: string) => new URL(path, apexUrl).href;
  return (
    <Disclosure
      opens="down"
      label={t("label")}
      onOpen={() => {
        if (!data?.workspaces && state === "idle") load("/switcher");
      }}
      summary={
        <>
          <Avatar name={workspace} src={logo} shape="square" size="sm" />
          <bdi className="min-w-0 grow truncate font-semibold tracking-tight">{workspace}</bdi>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </>
      }
    >
      <div aria-live="polite" className="grid max-h-72 gap-0.5 overflow-y-auto">
        {data?.workspaces ? (
          data.workspaces.map((other) => <Other key={other.url} {...other} />)
        ) : (
          <p className="px-2.5 py-2 text-muted-foreground text-sm noscript:hidden">
            {t(data && state === "idle" ? "failed" : "loading")}
          </p>
        )}
      </div>
      <div className="mt-1 grid gap-0.5 border-t pt-1.5">
        <a href={at("/workspaces")} className={disclosureEntry}>
          <SquareStack aria-hidden />
          {t("all")}
        </a>
        <a href={at("/onboarding")} className={disclosureEntry}>
          <Plus aria-hidden />
          {t("create")}
        </a>
      </div>
    </Disclosure>
  );
}

/** Another origin, so this loads a new document. */
function Other({ name, imageUrl, url }: { name: string; imageUrl: string; url: string }) {
  const isHere = typeof location !== "undefined" && new URL(url).host === location.host;
  return (
    <a href={url} aria-current={isHere ? "page" : undefined} className={disclosureEntry}>
      <Avatar name={name} src={imageUrl} shape="square" className="size-6 text-[0.625rem]" />
      <bdi className="truncate">{name}</bdi>
      {isHere && <Check aria-hidden className="ml-auto" />}
    </a>
  );
}
