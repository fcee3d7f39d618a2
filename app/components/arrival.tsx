import { useLocation } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";

/**
 * Does for client-side navigation what a browser does for a new document: announces the title and, if the focus was lost
 * with the last page, moves it to `main`, which has the id `content`. Rendered after the page, so that a page that sets
 * the focus itself wins.
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
    // An element in a closed menu keeps the focus until the browser checks again.
    if (activeElement && activeElement !== body && activeElement.checkVisibility()) return;
    // ScrollRestoration decides the scroll position.
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
