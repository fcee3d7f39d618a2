import { forwardRef, type InputHTMLAttributes } from "react";
import { cn } from "#app/components/class-names.ts";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & {
  /** For a box that represents several, of which some are checked. */
  isMixed?: boolean;
};

/** The browser's own checkbox. Wrap it in a label, which is the touch target, or give it an `aria-label`. */
export const Checkbox = forwardRef<HTMLInputElement, Props>(function Checkbox(
  { className, isMixed = false, ...rest },
  ref,
) {
  const show = (box: HTMLInputElement | null) => {
    if (box) box.indeterminate = isMixed;
    if (typeof ref === "function") ref(box);
    else if (ref) ref.current = box;
  };
  return (
    <input
      ref={show}
      type="checkbox"
      className={cn("size-4 shrink-0 cursor-pointer accent-accent disabled:cursor-not-allowed", className)}
      {...rest}
    />
  );
});
