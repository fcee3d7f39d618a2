/** A schema of OpenAPI 3.0, which is not quite JSON Schema. */
export type Schema = { [keyword: string]: unknown };

/** What is copied from one of Clerk's published descriptions. */
export type Description = {
  /** The file that it was copied from. */
  file: string;
  /** By route, then by status (or `body` for an event); null where no body is described. */
  operations: Record<string, Record<string, Schema | null>>;
  schemas: Record<string, Schema>;
};
