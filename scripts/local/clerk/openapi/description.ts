/** An OpenAPI 3.0 schema, which differs from JSON Schema. */
export type Schema = { [keyword: string]: unknown };

/** The copied part of one of Clerk's published descriptions. */
export type Description = {
  /** The file it was copied from. */
  file: string;
  /** By route, then by status (`body` for an event); null where no body is described. */
  operations: Record<string, Record<string, Schema | null>>;
  schemas: Record<string, Schema>;
};
