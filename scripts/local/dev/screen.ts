import { seconds, type Terminal } from "./terminal.ts";

export type SeededWorkspace = { slug: string; people: { email: string }[] };

export type Screen = {
  baseUrl: string;
  /** The local Clerk's page with mails and webhook deliveries. */
  outboxUrl?: string;
  seeded?: { workspaces: SeededWorkspace[]; password: string };
  logs: string;
  milliseconds: number;
};

/** The one screen a developer needs: the addresses, how to sign in, how to stop. */
export function renderScreen({ style }: Terminal, screen: Screen): string {
  const { baseUrl, outboxUrl, seeded } = screen;
  const note = (text: string) => style(text, "dim");
  const rows: Record<string, string[]> = {
    App: [style(baseUrl, "bold")],
    Workspaces: seeded?.workspaces.map(({ slug }) => baseUrl.replace("://", `://${slug}.`)) ?? [],
    "Sign in": seeded
      ? [...peopleIn(seeded.workspaces), `password ${style(seeded.password, "bold")}`]
      : ["with an account of your Clerk application"],
    ...(outboxUrl
      ? { Outbox: [`${outboxUrl}  ${note("mails, codes, webhooks")}`] }
      : { Webhooks: [`${baseUrl}/api/webhooks/clerk  ${note("Clerk must reach it, by a tunnel")}`] }),
    Logs: [screen.logs],
    Stop: ["Ctrl-C"],
  };
  const title = `  ${style("Tenantry is running", "bold", "green")}, started in ${seconds(screen.milliseconds)}`;
  const lines = Object.entries(rows).flatMap(([label, texts]) =>
    texts.map((text, index) => `  ${style((index === 0 ? label : "").padEnd(12), "cyan")}${text}`),
  );
  return ["", title, "", ...lines, "", ""].join("\n");
}

/** A line for each workspace, its addresses in columns. */
function peopleIn(workspaces: SeededWorkspace[]): string[] {
  const rows = workspaces.map(({ people }) => people.map(({ email }) => email));
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((email, column) => email.padEnd(width(column)))
      .join("  ")
      .trimEnd(),
  );
}
