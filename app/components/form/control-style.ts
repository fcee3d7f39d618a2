/** The style of every text control, in all its states. */
export const controlStyle = [
  "w-full rounded-md border border-control-border bg-surface px-3 text-base text-foreground shadow-xs sm:text-sm",
  "placeholder:text-muted-foreground transition-colors hover:border-muted-foreground",
  "focus-visible:border-ring focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:opacity-55",
  "aria-invalid:border-danger aria-invalid:outline-danger",
];
