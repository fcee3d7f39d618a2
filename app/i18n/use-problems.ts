import { useTranslations } from "use-intl";
import type { Messages } from "./messages/en.ts";

/** Says in words what a schema names by key: `required`, `tooLong:120`. */
export function useProblems(): (problem: string) => string {
  const t = useTranslations("validation");
  return (problem) => {
    const [key = "", limit] = problem.split(":");
    return t(key as keyof Messages["validation"], { limit: Number(limit) });
  };
}
