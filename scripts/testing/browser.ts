import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright";

type Show = (text: string) => void;
type Source = Record<string, string | undefined>;

// The same engine without windows and toolbars: over a quarter less CPU time for the same tests.
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
 * A working Chromium: CHROMIUM_PATH, Playwright's own, the system's, or else one that this installs.
 * @throws NoBrowser, which says what to do.
 */
export async function findBrowser(
  show: Show,
  source: Source = process.env,
  own = chromium.executablePath(),
): Promise<string> {
  const named = source.CHROMIUM_PATH;
  if (named) {
    if (await runs(named)) return named;
    throw new NoBrowser(`CHROMIUM_PATH is ${named}, which is not a working browser.`);
  }
  const found = await firstThatRuns([own, ...onPath(source.PATH ?? ""), ...places]);
  return found ?? (await installBrowser(show, source));
}

/** Programs with a browser's name, in the order of the PATH. */
export function onPath(path: string): string[] {
  return path.split(delimiter).flatMap((directory) => names.map((name) => join(directory, name)));
}

async function installBrowser(show: Show, source: Source): Promise<string> {
  // Debian's package includes the libraries a browser needs; Playwright's download does not.
  const ways = process.getuid?.() === 0 && Bun.which("apt-get") ? [byApt, byPlaywright] : [byPlaywright];
  for (const install of ways) {
    await install(show);
    const found = await firstThatRuns([chromium.executablePath(), ...onPath(source.PATH ?? "")]);
    if (found) return found;
  }
  throw new NoBrowser(
    "The end-to-end tests need Chromium, but none was found and none could be installed. Install it (on Debian or Ubuntu: " +
      "`sudo apt-get install chromium`; libraries alone: `sudo npx playwright install-deps chromium`) or set CHROMIUM_PATH.",
  );
}

async function byApt(show: Show): Promise<void> {
  show("No Chromium found: installing the system's package …\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    Bun.spawn(["apt-get", "-qq", ...args], { env, stdio: ["ignore", "ignore", "inherit"] }).exited;
  await apt("update");
  const install = (name: string) => apt("install", "-y", "--no-install-recommends", name);
  // Debian has the shell; other distributions may have the full browser only.
  if ((await install(shell)) !== 0) await install("chromium");
}

async function byPlaywright(show: Show): Promise<void> {
  show("No Chromium found: downloading Playwright's …\n");
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

/** The file name is not enough: some systems have a stub that only says how to install the browser. */
async function runs(path: string): Promise<boolean> {
  try {
    const child = Bun.spawn([path, "--version"], { stdio: ["ignore", "ignore", "ignore"], timeout: 15_000 });
    return (await child.exited) === 0;
  } catch {
    return false;
  }
}
