import { forwardRef, type InputHTMLAttributes } from "react";
import { cn } from "#app/components/class-names.ts";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & {
  /** Of a box that stands for several, some of which are chosen. */
  isMixed?: boolean;
};

/** The browser's own box. Its label lies around it, or is its `aria-label`; the label is what is large enough to touch. */
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
