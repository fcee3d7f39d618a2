import { Search } from "lucide-react";
import { forwardRef, type InputHTMLAttributes } from "react";
import { Input } from "./input.tsx";

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, "type"> & {
  /** The accessible name: there is no room for a visible label. */
  "aria-label": string;
};

/** A search field. The "/" shortcut focuses it. */
export const SearchInput = forwardRef<HTMLInputElement, Props>(function SearchInput(props, ref) {
  return (
    <span className="relative block">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-3 left-3 size-4 text-muted-foreground"
      />
      <Input ref={ref} type="search" autoComplete="off" className="pl-9" {...props} />
    </span>
  );
});
