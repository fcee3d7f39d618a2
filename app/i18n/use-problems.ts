import { useTranslations } from "use-intl";
import type { Messages } from "./messages/en.ts";

/**
 * Says in words what a schema names by key: `required`, `tooLong:120`. What is wrong with input that no form sends, a
 * list in place of one text, zod says in its own words; these are not for people.
 */
export function useProblems(): (problem: string) => string {
  const t = useTranslations("validation");
  return (problem) => {
    const [key = "", limit] = problem.split(":");
    const known = key as keyof Messages["validation"];
    return t(t.has(known) ? known : "unreadable", { limit: Number(limit) });
  };
}
