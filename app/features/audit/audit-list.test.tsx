import { expect, test } from "bun:test";
import { renderToStaticMarkup } from "react-dom/server";
import { loadMessages } from "#app/i18n/load-messages.ts";
import type { Locale } from "#app/i18n/locale.ts";
import { Words } from "#app/i18n/words.tsx";
import { AuditList } from "./audit-list.tsx";
import { listPeople, toAuditView } from "./audit-view.ts";

const line = {
  id: "1",
  at: new Date("2026-11-23T10:00:00Z"),
  actorId: "user_ann",
  actorName: "Ann",
  action: "task.updated",
  targetId: "task",
  targetName: "Ship it",
  before: { status: "todo", assigneeId: null, dueOn: null, position: 3 },
  after: { status: "doing", assigneeId: "user_ben", dueOn: "2026-11-30", position: 4 },
  requestId: null,
};
type Entry = Parameters<typeof toAuditView>[0];
const names = new Map([["user_ben", "Ben"]]);

test("an entry shows changed fields in words and people by name, and omits internal fields", async () => {
  expect(await cellsIn("en")).toEqual([
    ["Status", "To do", "In progress"],
    ["Assignee", "", "Ben"],
    ["Due date", "", "Nov 30, 2026"],
  ]);
  expect(await cellsIn("es")).toEqual([
    ["Estado", "Por hacer", "En curso"],
    ["Persona asignada", "", "Ben"],
    ["Fecha de vencimiento", "", "30 nov 2026"],
  ]);
});

test("people leave the workspace, or are removed from it by others", async () => {
  const left = { ...line, action: "member.left", targetName: "Ann", before: null, after: null };
  const byHerself = { ...left, targetId: "user_ann" };
  const byBen = { ...byHerself, actorId: "user_ben", actorName: "Ben" };
  expect(await sentenceOf(byHerself, "en")).toStartWith("Ann left the workspace");
  expect(await sentenceOf(byHerself, "es")).toStartWith("Ann dejó el espacio");
  expect(await sentenceOf(byBen, "en")).toStartWith("Ben removed Ann");
  expect(await sentenceOf(byBen, "es")).toStartWith("Ben dio de baja a Ann");
});

test("each person in the changes is looked up once", () => {
  const owned = { before: { ownerId: "user_ben", name: "user_ann" }, after: { ownerId: "user_cat" } };
  expect(listPeople([line, owned])).toEqual(["user_ben", "user_cat"]);
  expect(toAuditView({ ...line, ...owned }, names).changes).toEqual([
    { field: "ownerId", before: "Ben", after: "user_cat" },
    { field: "name", before: "user_ann", after: "" },
  ]);
});

async function cellsIn(locale: Locale): Promise<string[][]> {
  const html = await render(line, locale);
  const [, body = ""] = html.split("<tbody>");
  return body
    .split("</tr>")
    .map((row) =>
      [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = ""]) => cell.replace(/<[^>]+>/g, "")),
    )
    .filter((cells) => cells.length > 0);
}

async function sentenceOf(entry: Entry, locale: Locale): Promise<string> {
  return (await render(entry, locale)).replace(/<[^>]+>/g, "");
}

async function render(entry: Entry, locale: Locale): Promise<string> {
  return renderToStaticMarkup(
    <Words locale={locale} timeZone="UTC" messages={await loadMessages(locale)}>
      <AuditList lines={[toAuditView(entry, names)]} now="2026-11-23T12:00:00Z" />
    </Words>,
  );
}
