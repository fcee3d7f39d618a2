import { expect, test } from "bun:test";
import { join } from "node:path";
import ts from "typescript";
import { createTranslator } from "use-intl/core";
import { en } from "./messages/en.ts";
import { es } from "./messages/es.ts";

const root = join(import.meta.dir, "../..");
/** Its codes name messages, too. */
const errors = join(root, "db/errors.ts");

type Tree = { [key: string]: string | Tree };
const english = flatten(en);
const spanish = flatten(es as Tree);

test("both languages have the same keys", () => {
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
});

test("a message has the same values and tags in both languages", () => {
  const differing = [...english].filter(([key, text]) => {
    return holesOf(text).join() !== holesOf(spanish.get(key) ?? "").join();
  });
  expect(differing.map(([key]) => key)).toEqual([]);
});

test("every message can be formatted", () => {
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

test("no message is empty, or the same in Spanish and English by mistake", () => {
  expect([...spanish].filter(([, text]) => text.trim() === "").map(([key]) => key)).toEqual([]);
  const same = [...english].filter(([key, text]) => text === spanish.get(key) && /\p{L}{3}/u.test(text));
  expect(same.map(([, text]) => text).filter((text) => !alike.includes(text))).toEqual([]);
});

test("every message is used, and every message that is used exists", () => {
  const program = openProgram();
  const checker = program.getTypeChecker();
  const asked = listSources(program).flatMap((source) => listAsked(source, checker));
  const patterns = asked.map(({ key }) => toPattern(key));
  expect([...english.keys()].filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  const keys = [...english.keys()];
  expect(asked.filter(({ key }) => !keys.some((known) => toPattern(key).test(known)))).toEqual([]);
}, 120_000);

/** Names, and words that are the same in both languages. */
const alike = ["English", "Español", "General", "Roles", "Tenantry"];

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
 * The messages that a file uses: through a namespace's translator, with `*` for interpolated parts, and through the tables
 * of errors, titles and validation problems, whose messages are named elsewhere.
 */
function listAsked(source: ts.SourceFile, checker: ts.TypeChecker): Asked[] {
  const translators = new Map<string, string>();
  const asked = new Set<string>();
  walk(source, (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer)) {
      const { expression, arguments: given } = node.initializer;
      const [namespace] = given;
      const isTranslator = /^(useTranslations|createTranslator)$/.test(expression.getText());
      if (isTranslator && !namespace) translators.set(node.name.getText(), "");
      else if (isTranslator && namespace && ts.isStringLiteral(namespace))
        translators.set(node.name.getText(), `${namespace.text}.`);
    }
    if (ts.isCallExpression(node)) {
      const name = node.expression.getText().replace(/\.(rich|markup)$/, "");
      const [first] = node.arguments;
      const namespace = translators.get(name);
      if (first && namespace !== undefined)
        for (const key of keysIn(first, checker)) asked.add(`${namespace}${key}`);
      if (first && name === "pageTitle") for (const key of keysIn(first, checker)) asked.add(`titles.${key}`);
    }
    const literal = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateHead(node) ? node.text : "";
    const problem = literal.split(":")[0] as string;
    if (english.has(`validation.${problem}`)) asked.add(`validation.${problem}`);
    if (english.has(`errors.${literal}.title`)) asked.add(`errors.${literal}.*`);
  });
  return [...asked].map((key) => ({ file: source.fileName, key }));
}

/** The literals of an expression, or of its type. Any other type matches any part of a key. */
function keysIn(node: ts.Expression, checker: ts.TypeChecker): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal }) => `*${literal.text}`).join("")];
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].flatMap((branch) => keysIn(branch, checker));
  const type = checker.getTypeAtLocation(node);
  const types = type.isUnion() ? type.types : [type];
  return types.map((one) => (one.isStringLiteral() ? one.value : "*"));
}

function toPattern(key: string): RegExp {
  return new RegExp(`^${key.replaceAll(".", "\\.").replaceAll("*", ".+")}$`);
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function listSources(program: ts.Program): ts.SourceFile[] {
  const own = join(import.meta.dir, "..");
  return program.getSourceFiles().filter(({ fileName }) => {
    const isWords = /\/(i18n\/messages|words)\//.test(fileName);
    return (fileName.startsWith(own) && !isWords) || fileName === errors;
  });
}

function openProgram(): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram(
    fileNames.filter(
      (name) => (name.startsWith(join(root, "app")) && !name.includes(".test.")) || name === errors,
    ),
    options,
  );
}

const say = (chunks: string) => chunks || "…";

function fail(error: Error): never {
  throw error;
}
