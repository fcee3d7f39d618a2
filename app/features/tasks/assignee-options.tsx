import { useTranslations } from "use-intl";
import type { PersonView } from "./task-view.ts";

type Props = {
  people: readonly PersonView[];
  /** The assignee, who may be a former member until the task is reassigned. */
  assigneeId?: string | null;
  assigneeName?: string;
};

/** The options of an assignee select. */
export function AssigneeOptions({ people, assigneeId, assigneeName = "" }: Props) {
  const t = useTranslations("tasks");
  const isListed = people.some(({ id }) => id === assigneeId);
  return (
    <>
      <option value="">{t("nobody")}</option>
      {assigneeId && !isListed && <option value={assigneeId}>{t("former", { name: assigneeName })}</option>}
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
