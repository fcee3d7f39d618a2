import type { ClerkProvider } from "@clerk/remix";
import { type ComponentProps, useEffect, useState } from "react";
import { useLocale } from "use-intl";
import { clerkWords } from "./messages/en/clerk.ts";

type Localization = ComponentProps<typeof ClerkProvider>["localization"];

/** The texts of Clerk's components. Its Spanish is large, so it loads after the page. */
export function useClerkWords(): Localization {
  const locale = useLocale();
  const [words, setWords] = useState<Localization>(clerkWords);
  useEffect(() => {
    if (locale === "es") import("./messages/es/clerk.ts").then((spanish) => setWords(spanish.clerkWords));
  }, [locale]);
  return words;
}
