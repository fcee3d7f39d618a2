import { useTranslations } from "use-intl";
import type { Messages } from "./messages/en.ts";

/**
 * Turns the keys that schemas use (`required`, `tooLong:120`) into messages. For input that no form sends, such as a list
 * in place of a text, zod's own message is kept: no one using the form sees it.
 */
export function useProblems(): (problem: string) => string {
  const t = useTranslations("validation");
  return (problem) => {
    const [key = "", limit] = problem.split(":");
    const known = key as keyof Messages["validation"];
    return t(t.has(known) ? known : "unreadable", { limit: Number(limit) });
  };
}
