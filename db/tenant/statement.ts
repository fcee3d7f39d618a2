import type { Compilable, CompiledQuery } from "kysely";
import { registered } from "./statement-cache.ts";
import type { TenantReader } from "./transaction.ts";

/**
 * A query that is compiled once: Kysely takes longer to build and compile a query than to send it, several times longer for a
 * long one. It is prepared by name too, so PostgreSQL keeps its plan; all other queries are unnamed and leave nothing on the
 * session. Call this while a module loads, never per request. In `build` the input holds placeholders instead of values, so
 * that the text is the same for all of them.
 * @throws Error at the first call if `build` reads a value.
 */
export function statement<Input extends object, Row>(
  build: (read: TenantReader, input: Input) => Compilable<Row>,
): (tx: TenantReader, input: Input) => Promise<Row[]> {
  let compiled: CompiledQuery<Row> | undefined;
  return async (tx, input) => {
    compiled ??= build(tx, places as Input).compile();
    const parameters = compiled.parameters.map((value) =>
      value instanceof Place ? input[value.name as keyof Input] : value,
    );
    const query = Object.assign({ ...compiled, parameters }, { [registered]: true });
    return (await tx.getExecutor().executeQuery<Row>(query)).rows;
  };
}

/** A placeholder for a value of the input. */
class Place {
  constructor(readonly name: string) {}

  [Symbol.toPrimitive](): never {
    throw new Error(`A statement is compiled without values. Bind ${this.name} instead of reading it.`);
  }
}

const places: object = new Proxy({}, { get: (_, name) => new Place(String(name)) });
