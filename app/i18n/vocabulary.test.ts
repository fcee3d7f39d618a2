import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clerkWords as englishClerk } from "./messages/en/clerk.ts";
import { plain as englishPlain } from "./messages/en/plain.ts";
import { en } from "./messages/en.ts";
import { clerkWords as spanishClerk } from "./messages/es/clerk.ts";
import { plain as spanishPlain } from "./messages/es/plain.ts";
import { es } from "./messages/es.ts";

// docs/words.md, as far as a test can check it.

const english = listTexts({ ...en, plain: englishPlain });
const spanish = listTexts({ ...es, plain: spanishPlain });

test("each term of docs/words.md occurs in the messages of its language", () => {
  const terms = readTerms();
  expect(terms.length).toBeGreaterThanOrEqual(20);
  const allEnglish = [...english.values()].join("\n").toLowerCase();
  const allSpanish = [...spanish.values()].join("\n").toLowerCase();
  expect(terms.filter(({ english }) => !allEnglish.includes(english))).toEqual([]);
  expect(terms.filter(({ spanish }) => !allSpanish.includes(spanish))).toEqual([]);
});

test("members never meet Clerk, organizations or tenants, and Spanish never says usted", () => {
  const behindTheInterface = /clerk|organi[sz]a[ct]i|tenant(?!ry)|inquilin/i;
  const englishOnly = /\b(some|any|no|every)body\b/i;
  const spanishOnly = /espacios? de trabajo|workspace|membresía|\busted(es)?\b/i;
  expect(find(english, behindTheInterface)).toEqual([]);
  expect(find(english, englishOnly)).toEqual([]);
  expect(find(spanish, behindTheInterface)).toEqual([]);
  expect(find(spanish, spanishOnly)).toEqual([]);
});

test("Clerk's own components call an organization a workspace", () => {
  expect(find(shownByClerk(), /organización/i)).toEqual([]);
  expect(find(listTexts(englishClerk), /organi[sz]ation/i)).toEqual([]);
  expect(spanishClerk.formFieldLabel__organizationName).not.toMatch(/organización/i);
});

test("Clerk's own components say tú", () => {
  const formal = /\b(usted|sus?|ingres[ea]|introduzca|seleccione|elija|regrese|utilice|inténtelo)\b/i;
  expect(find(shownByClerk(), formal)).toEqual([]);
});

test("Spanish says espacio wherever English says workspace, and nowhere else", () => {
  const differing = [...english].filter(([key, text]) => {
    const [one, other] = [withoutValues(text), withoutValues(spanish.get(key) ?? "")];
    return /workspace/i.test(one) !== /\bespacios?\b(?! en blanco)/i.test(other);
  });
  expect(differing.map(([key]) => key)).toEqual([]);
});

test("quotes, apostrophes and ellipses are typographic", () => {
  expect(find(english, /["']|\.\.\./)).toEqual([]);
  expect(find(spanish, /["']|\.\.\./)).toEqual([]);
});

/** Its texts, without those of the components that no page shows. */
function shownByClerk(): Map<string, string> {
  const { createOrganization, signIn, signUp, userProfile, userButton, unstable__errors } = spanishClerk;
  const { billingPage: _, apiKeysPage: __, ...profile } = userProfile;
  return listTexts({ createOrganization, signIn, signUp, profile, userButton, unstable__errors });
}

function listTexts(tree: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...listTexts(value ?? {}, `${prefix}${key}.`)],
    ),
  );
}

function find(texts: Map<string, string>, pattern: RegExp): string[] {
  return [...texts].flatMap(([key, text]) => (pattern.test(withoutValues(text)) ? `${key}: ${text}` : []));
}

function withoutValues(text: string): string {
  return text.replaceAll(/\{\w+\}/g, "");
}

/** The rows of its table: without the heading, and without what parentheses add to a term. */
function readTerms(): { english: string; spanish: string }[] {
  const page = readFileSync(join(import.meta.dir, "../../docs/words.md"), "utf8");
  const rows = page.split("\n").flatMap((line) => /^\| ([^|]+) \| ([^|]+) \|/.exec(line)?.slice(1, 3) ?? []);
  const cells = rows.map((cell) =>
    cell
      .replace(/\(.*\)/, "")
      .trim()
      .toLowerCase(),
  );
  return cells
    .flatMap((english, at) => (at % 2 ? [] : { english, spanish: cells[at + 1] ?? "" }))
    .filter(({ english }) => english !== "english" && !english.startsWith("-"));
}
