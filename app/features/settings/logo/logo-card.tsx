import { useFetcher } from "@remix-run/react";
import { Label } from "radix-ui";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#app/components/card.tsx";
import { Button } from "#app/components/form/button.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { isLogoRefusal, type LogoRefusal, maxLogoBytes } from "./logo-refusals.ts";

type Props = { workspace: string; logo: string | null; refusal: string | null };

/** Shows, replaces and removes the workspace's logo. */
export function LogoCard({ workspace, logo, refusal }: Props) {
  const t = useTranslations("settings.logo");
  const [found, setFound] = useState<LogoRefusal>();
  const say = useProblems();
  const fetcher = useFetcher<Answer>();
  const isSending = fetcher.state !== "idle";
  const failed = isSending ? undefined : fetcher.data?.problem;
  const refused = found ?? (!failed && isLogoRefusal(refusal) ? refusal : undefined);
  const problem = refused ? t(`refusals.${refused}`) : failed && say(failed);
  const onSubmit = (event: FormEvent<HTMLFormElement>) =>
    isSending ? event.preventDefault() : setFound(refuse(event));
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
      </CardHeader>
      <CardContent className="grid grid-cols-1 gap-5">
        {problem && <Problem id="logo-problem">{problem}</Problem>}
        <div className="flex flex-wrap items-center gap-5">
          <Avatar key={logo} name={workspace} src={logo} shape="square" size="lg" />
          <fetcher.Form
            method="post"
            action="/settings/logo"
            encType="multipart/form-data"
            onSubmit={onSubmit}
            className="grid min-w-0 grow basis-72 grid-cols-1 gap-2"
          >
            <Label.Root htmlFor="logo" className="font-medium text-sm">
              {t("choose")}
            </Label.Root>
            <div className="flex flex-wrap gap-3">
              <Input
                id="logo"
                name="logo"
                type="file"
                required
                accept="image/png,image/jpeg,image/webp,image/gif"
                aria-describedby={problem ? "logo-hint logo-problem" : "logo-hint"}
                className="min-w-0 basis-56 grow py-1.5 file:mr-3 file:cursor-pointer file:rounded file:border-0 file:bg-muted file:px-2.5 file:py-1 file:font-medium file:text-foreground file:text-xs"
              />
              <Button type="submit" variant="secondary" aria-disabled={isSending}>
                {t("upload")}
              </Button>
            </div>
            <p id="logo-hint" className="text-muted-foreground text-sm">
              {t("hint")}
            </p>
          </fetcher.Form>
          {logo && (
            <fetcher.Form method="post" action="/settings/logo">
              <Button type="submit" name="intent" value="remove" variant="ghost" aria-disabled={isSending}>
                {t("remove")}
              </Button>
            </fetcher.Form>
          )}
        </div>
      </CardContent>
    </Card>
  );
}

/** A file too large for the server is refused before it is sent. */
function refuse(event: FormEvent<HTMLFormElement>): LogoRefusal | undefined {
  const file = new FormData(event.currentTarget).get("logo");
  if (!(file instanceof File) || file.size <= maxLogoBytes) return undefined;
  event.preventDefault();
  return "tooLarge";
}
