/** What PostgreSQL's format() puts into a template: the id first, then the hashes. */
export type Values = { texts: string[]; trees: string[] };

/**
 * Makes templates for format() from the policies of the tenant that has these values: `text` from an expression as
 * pg_get_expr writes it, `tree` from one as the catalog stores it.
 */
export function templatesFor({ texts, trees }: Values) {
  return {
    text: (expression: string) => mark(expression, texts),
    tree: (expression: string) => mark(expression, trees),
  };
}

/**
 * The values that stand in a tenant's policies. In a tree a constant is a list of its bytes.
 * @param signed how the server writes a byte over 127: as its C compiler's char, which is signed on x86 and not on ARM.
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
