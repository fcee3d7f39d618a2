import pino, { type Logger } from "pino";

/** JSON lines on stdout. What could hold a credential is left out, wherever it stands. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    redact: ["req.headers.cookie", "req.headers.authorization", "headers.cookie", "headers.authorization"],
    serializers: { err: describeError },
  });
}

/** The chain of causes, for operators. Bound parameters of a query (a tenant's key is one) are never written. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  return { name, code, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
