/** What PostgreSQL's format() fills into a template: the tenant's id first, then its hashes. */
export type Values = { texts: string[]; trees: string[] };

/**
 * Makes templates for format() from the policies of the tenant with these values: `text` from an expression as
 * pg_get_expr writes it, `tree` from one as the catalog stores it.
 */
export function templatesFor({ texts, trees }: Values) {
  return {
    text: (expression: string) => mark(expression, texts),
    tree: (expression: string) => mark(expression, trees),
  };
}

/**
 * The values in a tenant's policies. In a tree a constant is a list of its bytes.
 * @param signed whether this server writes a byte over 127 as a negative number.
 */
export function valuesFor(id: string, hashes: readonly string[], signed: boolean): Values {
  const constants = [Buffer.from(id, "latin1"), ...hashes.map((hash) => Buffer.from(hash, "hex"))];
  const bytes = (constant: Buffer) => (signed ? new Int8Array(constant) : constant).join(" ");
  return { texts: [id, ...hashes], trees: constants.map(bytes) };
}

function mark(expression: string, values: readonly string[]): string {
  const escaped = expression.replaceAll("%", "%%");
  return values.reduce((text, value, index) => text.replaceAll(value, `%${index + 1}$s`), escaped);
}
