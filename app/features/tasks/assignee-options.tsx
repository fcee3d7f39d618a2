import { useTranslations } from "use-intl";
import type { PersonView } from "./task-view.ts";

type Props = {
  people: readonly PersonView[];
  /** Who has the task: also somebody who has left, until it is given to another. */
  assigneeId?: string | null;
  assigneeName?: string;
};

/** What a choice of who is to do a task offers. */
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
