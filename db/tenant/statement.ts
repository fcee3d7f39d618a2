import type { Compilable, CompiledQuery } from "kysely";
import type { TenantReader } from "./transaction.ts";

/**
 * A query that is compiled once: Kysely takes longer to build and compile a query than to send it, several times longer for a
 * long one. In `build` the input holds placeholders instead of values, so that the text is the same for all of them.
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
    return (await tx.getExecutor().executeQuery<Row>({ ...compiled, parameters })).rows;
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
