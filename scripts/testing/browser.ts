import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

type Show = (text: string) => void;
type Source = Record<string, string | undefined>;

// The shell is the same engine without windows, toolbars and menus: over a quarter less of the processor for the same.
const shell = "chromium-headless-shell";
const names = [shell, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export class NoBrowser extends Error {
  override name = "NoBrowser";
}

/**
 * A Chromium that runs: CHROMIUM_PATH, Playwright's own, the system's, and if there is none, one that is installed now.
 * @throws NoBrowser with what to do.
 */
export async function findBrowser(
  show: Show,
  source: Source = process.env,
  own = chromium.executablePath(),
): Promise<string> {
  const named = source.CHROMIUM_PATH;
  if (named) {
    if (await runs(named)) return named;
    throw new NoBrowser(`CHROMIUM_PATH is ${named}, but no browser runs there.`);
  }
  const found = await firstThatRuns([own, ...onPath(source.PATH ?? ""), ...places]);
  return found ?? (await installBrowser(show, source));
}

/** Programs with a browser's name, in the order of the PATH. */
export function onPath(path: string): string[] {
  return path.split(delimiter).flatMap((directory) => names.map((name) => join(directory, name)));
}

async function installBrowser(show: Show, source: Source): Promise<string> {
  // Debian's package brings the libraries a browser needs; Playwright's download does not.
  const ways = process.getuid?.() === 0 && Bun.which("apt-get") ? [byApt, byPlaywright] : [byPlaywright];
  for (const install of ways) {
    await install(show);
    const found = await firstThatRuns([chromium.executablePath(), ...onPath(source.PATH ?? "")]);
    if (found) return found;
  }
  throw new NoBrowser(
    "The end-to-end tests need Chromium, and none was found or could be installed. Install it (on Debian or Ubuntu: " +
      "`sudo apt-get install chromium`; libraries alone: `sudo npx playwright install-deps chromium`) or set CHROMIUM_PATH.",
  );
}

async function byApt(show: Show): Promise<void> {
  show("No Chromium here: installing the system's package …\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    Bun.spawn(["apt-get", "-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] }).exited;
  await apt("update");
  const install = (name: string) => apt("install", "-y", "--no-install-recommends", name);
  // Debian has the shell; where it is not to be had, there may be the whole.
  if ((await install(shell)) !== 0) await install("chromium");
}

async function byPlaywright(show: Show): Promise<void> {
  show("No Chromium here: downloading Playwright's …\n");
  const program = join(import.meta.dir, "../../node_modules/playwright/cli.js");
  await Bun.spawn([process.execPath, program, "install", "chromium"], {
    stdio: ["ignore", "ignore", "inherit"],
  }).exited;
}

async function firstThatRuns(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (existsSync(path) && (await runs(path))) return path;
  }
  return undefined;
}

/** A file with the right name is not enough: some systems have a stub there that only tells how to get the real one. */
async function runs(path: string): Promise<boolean> {
  try {
    const child = Bun.spawn([path, "--version"], { stdio: ["ignore", "ignore", "ignore"], timeout: 15_000 });
    return (await child.exited) === 0;
  } catch {
    return false;
  }
}
