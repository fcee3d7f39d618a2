import { useLocation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";

/**
 * What a browser does when a document comes, for a page that comes without one: its title is said, and a focus that went
 * with the last page begins at its `main`, which has the id `content`. Stands behind the page, so that what the page
 * itself does with the focus comes first.
 */
export function Arrival() {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  const [title, say] = useState("");
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    say(document.title);
    const { activeElement, body } = document;
    // What lies in a menu that has closed has the focus until the browser looks again.
    if (activeElement && activeElement !== body && activeElement.checkVisibility()) return;
    // Where the page stands is the matter of its scrolling.
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
