/** A node of PostgreSQL's parse tree. The parser omits fields that are false, zero or missing. */
export type Tree = { readonly [key: string]: unknown };

/** A node and where it was found. */
export type Place = {
  /** The node's type; the parser omits it where only one type is possible. */
  type: string | undefined;
  node: Tree;
  /** The field of the parent that contains it. */
  key: string;
  parent: string | undefined;
  /** Its place in the text in bytes, or that of the nearest enclosing node with one. */
  at: number;
};

/**
 * Every node under `root`, at any depth and of any type, in the order of the text.
 * Not recursive: a long expression is a deep tree.
 */
export function* walk(root: Tree, at: number): Generator<Place> {
  const open = [placeOf(root, "", undefined, at)];
  for (let place = open.pop(); place; place = open.pop()) {
    yield place;
    for (const child of childrenOf(place).reverse()) open.push(child);
  }
}

function childrenOf({ type, node, at }: Place): Place[] {
  return Object.entries(node).flatMap(([key, value]) =>
    listOf(value).map((child) => placeOf(child, key, type, at)),
  );
}

function placeOf(child: Tree, key: string, parent: string | undefined, at: number): Place {
  const { type, node } = unwrap(child);
  const own = node.location;
  return { type, node, key, parent, at: typeof own === "number" && own >= 0 ? own : at };
}

/** `{ "RangeVar": { … } }` is a node with its type; types begin with a capital letter, fields do not. */
export function unwrap(tree: Tree): { type: string | undefined; node: Tree } {
  const [[type, node] = [], ...more] = Object.entries(tree);
  return type && more.length === 0 && /^[A-Z]/.test(type) && isTree(node)
    ? { type, node }
    : { type: undefined, node: tree };
}

/** The nodes in a field with one node, several, or none. */
export function listOf(value: unknown): Tree[] {
  return (Array.isArray(value) ? value : [value]).filter(isTree);
}

/** The nodes of one type in a field. */
export function nodesOf(value: unknown, type: string): Tree[] {
  return listOf(value)
    .map(unwrap)
    .filter((found) => found.type === type)
    .map(({ node }) => node);
}

/** The strings in a field of nothing but strings, such as a qualified name; undefined for any other field. */
export function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const texts = nodesOf(value, "String").map(({ sval }) => String(sval ?? ""));
  return texts.length === value.length ? texts : undefined;
}

/** A field with a string; empty when it is missing. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
