import { useOutletContext } from "@remix-run/react";
import type { Dispatch, ReactNode, SetStateAction } from "react";

/** What the frame gives its pages: a place for what goes on after its page was left. */
export type ShowBesidePage = Dispatch<SetStateAction<ReactNode>>;

/** @returns what shows something there. */
export const useBesidePage = () => useOutletContext<ShowBesidePage>();
