import type { Compilable, CompiledQuery } from "kysely";
import type { TenantReader } from "./transaction.ts";

/**
 * A query whose text is made once and not at each call: building and compiling takes Kysely longer than sending, for a
 * long query several times as long. In `build` the input has no values yet: each stands where it is to be bound, and
 * nowhere else, so that the same query comes out whatever they are.
 * @throws at the first call, an Error when `build` looks at a value.
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

/** Where a value of the input is bound. */
class Place {
  constructor(readonly name: string) {}

  [Symbol.toPrimitive](): never {
    throw new Error(`A statement is built without values: bind ${this.name}, do not look at it.`);
  }
}

const places: object = new Proxy({}, { get: (_, name) => new Place(String(name)) });
