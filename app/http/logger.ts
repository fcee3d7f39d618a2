import pino, { type Logger } from "pino";

/** JSON lines on stdout. Fields that could contain a credential are redacted at any depth. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    redact: ["req.headers.cookie", "req.headers.authorization", "headers.cookie", "headers.authorization"],
    serializers: { err: describeError },
  });
}

/** The chain of causes, for operators. Bound parameters of a query, such as a tenant's key, are never logged. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return { name, code, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
