/** The first thing the Tab key meets: past the navigation, to the page's `main`, which has the id `content`. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only rounded-md border bg-surface px-4 py-2 font-medium text-sm shadow-md focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
    >
      Skip to content
    </a>
  );
}
