import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { createTranslator } from "use-intl/core";
import { en } from "./messages/en.ts";
import { es } from "./messages/es.ts";

type Tree = { [key: string]: string | Tree };
const english = flatten(en);
const spanish = flatten(es as Tree);

test("both languages have the same words", () => {
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
});

test("a word takes the same values and marks in both languages", () => {
  const differing = [...english].filter(([key, text]) => {
    return holesOf(text).join() !== holesOf(spanish.get(key) ?? "").join();
  });
  expect(differing.map(([key]) => key)).toEqual([]);
});

test("every word can be said", () => {
  const all = [
    { locale: "en" as const, messages: en, words: english },
    { locale: "es" as const, messages: es, words: spanish },
  ];
  for (const { locale, messages, words } of all) {
    const t = createTranslator({ locale, messages: messages as typeof en, onError: fail });
    for (const [key, text] of words) {
      const values = Object.fromEntries(
        holesOf(text).map((name) => [name, text.includes(`<${name}>`) ? say : 2]),
      );
      expect(t.markup(key as never, values as never)).not.toBe("");
    }
  }
});

test("no word is empty, or stands in Spanish as it does in English by mistake", () => {
  expect([...spanish].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
  const same = [...english].filter(([key, text]) => text === spanish.get(key) && /\p{L}{3}/u.test(text));
  expect(same.map(([, text]) => text).filter((text) => !alike.includes(text))).toEqual([]);
});

test("every word is used somewhere, and every word that is asked for is there", () => {
  const asked = readSources().flatMap(([file, source]) => listAsked(file, source));
  const patterns = asked.map(({ key }) => toPattern(key));
  expect([...english.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  const keys = [...english.keys()];
  expect(asked.filter(({ key }) => !keys.some((known) => toPattern(key).test(known)))).toEqual([]);
});

/** Names, and words that are the same in both. */
const alike = ["English", "Español", "Roles", "Tenantry"];

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** The names in braces and in angle brackets. */
function holesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/[{<](\w+)\s*[,}>]/g)].map(([, name]) => name as string))].sort();
}

type Asked = { file: string; key: string };

/**
 * What a file asks for: by a translator of a namespace, with `*` for what is filled in, and by the tables whose words are
 * named elsewhere: of errors, of titles, and of what is wrong with a field.
 */
function listAsked(file: string, text: string): Asked[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const translators = new Map<string, string>();
  const asked = new Set<string>();
  walk(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer)) {
      const { expression, arguments: given } = node.initializer;
      const [namespace] = given;
      if (
        /^(useTranslations|createTranslator)$/.test(expression.getText()) &&
        namespace &&
        ts.isStringLiteral(namespace)
      )
        translators.set(node.name.getText(), namespace.text);
    }
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText().replace(/\.(rich|markup)$/, "");
      const [first] = node.arguments;
      const namespace = translators.get(name);
      if (first && namespace) for (const key of keysIn(first)) asked.add(`${namespace}.${key}`);
      if (first && name === "pageTitle") for (const key of keysIn(first)) asked.add(`titles.${key}`);
    }
    const literal = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateHead(node) ? node.text : "";
    const problem = literal.split(":")[0] as string;
    if (english.has(`validation.${problem}`)) asked.add(`validation.${problem}`);
    if (english.has(`errors.${literal}.title`)) asked.add(`errors.${literal}.*`);
  });
  return [...asked].map((key) => ({ file, key }));
}

/** The literals of an expression; a name stands for any one word, or any run of words when it is all there is. */
function keysIn(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join("")];
  if (ts.isConditionalExpression(node)) return [...keysIn(node.whenTrue), ...keysIn(node.whenFalse)];
  return ["*"];
}

function toPattern(key: string): RegExp {
  return new RegExp(`^${key.replaceAll(".", "\\.").replaceAll("*", ".+")}$`);
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function readSources(): [string, string][] {
  const root = join(import.meta.dir, "..");
  const files = [...new Bun.Glob("**/*.{ts,tsx}").scanSync(root), "../db/errors.ts"];
  const own = files.filter((file) => !file.startsWith("i18n/messages") && !file.includes(".test."));
  return own.map((file) => [file, readFileSync(join(root, file), "utf8")]);
}

const say = (chunks: string) => chunks || "…";

function fail(error: Error): never {
  throw error;
}
