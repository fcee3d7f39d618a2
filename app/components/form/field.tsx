import { CircleAlert } from "lucide-react";
import { Label } from "radix-ui";
import { cloneElement, type ReactElement, type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { useProblems } from "#app/i18n/use-problems.ts";

type ControlProps = {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling";
};

export type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** Keys of the messages in app/i18n/messages/en/validation.ts. */
  errors?: readonly string[];
  optional?: boolean;
  /** One Input, Textarea or Select. It gets an id and ARIA attributes unless it sets its own. */
  children: ReactElement<ControlProps>;
  className?: string;
};

/** A labelled control whose hint and errors are announced by assistive technology. */
export function Field({ label, hint, errors = [], optional, children, className }: FieldProps) {
  const fallbackId = useId();
  const t = useTranslations("common");
  const id = children.props.id ?? fallbackId;
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = errors.length > 0 ? `${id}-error` : undefined;
  // A form library may already have set it.
  const own = children.props["aria-describedby"]?.split(" ") ?? [];
  const describedBy = [...new Set([hintId, ...own, errorId])].filter(Boolean).join(" ");
  const control = cloneElement(children, {
    id,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": children.props["aria-invalid"] ?? (errorId ? true : undefined),
  });
  return (
    <div className={cn("grid gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <Label.Root htmlFor={id} className="font-medium">
          {label}
        </Label.Root>
        {optional && <span className="text-muted-foreground">{t("optional")}</span>}
      </div>
      {control}
      {hint && (
        <p id={hintId} className="text-muted-foreground text-sm">
          {hint}
        </p>
      )}
      {errorId && <FieldErrors id={errorId} errors={errors} />}
    </div>
  );
}

function FieldErrors({ id, errors }: { id: string; errors: readonly string[] }) {
  const say = useProblems();
  return (
    <ul id={id} className="grid gap-1 text-danger text-sm">
      {errors.map((error) => (
        <li key={error} className="flex items-start gap-1.5">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {say(error)}
        </li>
      ))}
    </ul>
  );
}
