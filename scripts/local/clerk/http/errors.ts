import type { z } from "zod";

type ApiError = { code: string; message: string; long_message: string; meta?: Record<string, unknown> };

/** An answer in Clerk's error format. */
export class ClerkError extends Error {
  override name = "ClerkError";
  readonly errors: ApiError[];

  constructor(
    readonly status: number,
    code: string,
    message: string,
    meta: Record<string, unknown> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.errors = [{ code, message, long_message: message, meta }];
  }
}

export function notFound(kind: string, id: string): ClerkError {
  return new ClerkError(404, "resource_not_found", `No ${kind} was found with id ${id}.`);
}

export function forbidden(message: string): ClerkError {
  return new ClerkError(403, "forbidden", message);
}

export function invalidParam(param: string, message: string, code = "form_param_format_invalid"): ClerkError {
  return new ClerkError(422, code, message, { param_name: param });
}

/** Parses with zod and names the fields as in the code (`firstName`); errors carry Clerk's codes. */
export function parse<T extends z.ZodObject>(schema: T, input: unknown): CamelCased<z.output<T>> {
  const result = schema.safeParse(input);
  if (result.success) return camelCased(result.data);
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    throw invalidParam(key, `${key} is not a valid parameter for this request.`, "form_param_unknown");
  }
  const param = issue?.path.join(".") ?? "";
  const missing = issue?.code === "invalid_type" && issue.message.endsWith("received undefined");
  if (missing) throw invalidParam(param, `${param} must be included.`, "form_param_missing");
  throw invalidParam(param, `${param}: ${issue?.message ?? "is invalid"}`);
}

type CamelCase<S> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : S;
type CamelCased<T> = { [Key in keyof T as CamelCase<Key> & string]: T[Key] };

function camelCased<T extends object>(fields: T): CamelCased<T> {
  const named = Object.entries(fields).map(([key, value]) => [
    key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named) as CamelCased<T>;
}
