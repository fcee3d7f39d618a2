import { useOutletContext } from "@remix-run/react";
import type { Dispatch, ReactNode, SetStateAction } from "react";

/** A slot in the frame where a page can show something that outlives it. */
export type ShowBesidePage = Dispatch<SetStateAction<ReactNode>>;

/** @returns the function that renders into the slot. */
export const useBesidePage = () => useOutletContext<ShowBesidePage>();
