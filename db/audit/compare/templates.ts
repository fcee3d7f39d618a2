/** Stands for the tenant's id in the expressions of a reference. */
export const placeholder = "$id";

/** The id in an expression as pg_get_expr writes it. */
export function idInText(id: string): string {
  return id;
}

/** The id in an expression as the catalog stores it, where a constant is a list of its bytes. */
export function idInTree(id: string): string {
  return Buffer.from(id, "latin1").join(" ");
}
