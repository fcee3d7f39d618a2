import postgres from "postgres";

export type HoldUp = { pid: number; query(text: string): Promise<unknown>; end(): Promise<void> };

/** An open transaction that has run `text`, and that `end` rolls back. */
export async function openHoldUp(url: string, text: string, isolation = "read committed"): Promise<HoldUp> {
  const sql = postgres(url, { max: 1, fetch_types: false, connection: { application_name: "long report" } });
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await sql.unsafe(`begin isolation level ${isolation}; ${text}`);
  return { pid: row?.pid ?? 0, query: (more) => sql.unsafe(more), end: () => sql.end() };
}
