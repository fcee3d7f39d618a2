import { seconds } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export type SeededWorkspace = { slug: string; people: { email: string }[] };

export type Screen = {
  baseUrl: string;
  /** Local Clerk's page with mails and webhook deliveries. */
  outboxUrl?: string;
  seeded?: { workspaces: SeededWorkspace[]; password: string };
  logs: string;
  milliseconds: number;
};

type Row = [label: string, lines: string[]];

/** The one screen a developer needs: where to go, how to get in, how to stop. */
export function renderScreen(terminal: Terminal, screen: Screen): string {
  const { style } = terminal;
  const { baseUrl, outboxUrl, seeded } = screen;
  const rows: Row[] = [["App", [style(baseUrl, "bold")]]];
  if (seeded) rows.push(["Workspaces", seeded.workspaces.map(({ slug }) => tenantUrl(baseUrl, slug))]);
  rows.push([
    "Sign in",
    seeded ? signInLines(terminal, seeded) : ["with an account of your Clerk application"],
  ]);
  if (outboxUrl) rows.push(["Outbox", [`${outboxUrl}  ${style("mails, codes, webhooks", "dim")}`]]);
  else
    rows.push([
      "Webhooks",
      [`${baseUrl}/api/webhooks/clerk  ${style("Clerk must reach it, by a tunnel", "dim")}`],
    ]);
  rows.push(["Logs", [screen.logs]], ["Stop", ["Ctrl-C"]]);
  const title = `  ${style("Tenantry is running", "bold", "green")}, started in ${seconds(screen.milliseconds)}`;
  return ["", title, "", ...rows.flatMap((row) => rowLines(terminal, row)), "", ""].join("\n");
}

function rowLines(terminal: Terminal, [label, lines]: Row): string[] {
  return lines.map(
    (line, index) => `  ${terminal.style((index === 0 ? label : "").padEnd(12), "cyan")}${line}`,
  );
}

function signInLines(terminal: Terminal, { workspaces, password }: NonNullable<Screen["seeded"]>): string[] {
  const columns = workspaces.map(({ people }) => people.map(({ email }) => email));
  const widths = (columns[0] ?? []).map((_, index) =>
    Math.max(...columns.map((row) => row[index]?.length ?? 0)),
  );
  const lines = columns.map((row) =>
    row
      .map((email, index) => email.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, `password ${terminal.style(password, "bold")}`];
}

function tenantUrl(baseUrl: string, slug: string): string {
  const url = new URL(baseUrl);
  url.hostname = `${slug}.${url.hostname}`;
  return url.origin;
}
