import { type ActionFunctionArgs, data } from "@remix-run/node";
import { type ErrorBody, toHttpError } from "#app/http/errors.ts";
import { isDocument, readSession } from "#app/tenancy/identity.server.ts";
import { DomainError } from "#db/errors.ts";

/**
 * The fields of a submitted form. A POST cannot take Clerk's handshake, so with an expired session token nothing is done:
 * a document gets its fields back on a page that renews the token and sends them again, and a script renews the token
 * itself (app/offline/hold-requests.ts).
 * @param page the path of the form's page, by default the address posted to.
 * @throws the 401 for an expired token; the 400 for a body that is no form.
 */
export async function readForm(args: ActionFunctionArgs, page?: string): Promise<FormData> {
  const form = await readFields(args);
  const session = await readSession(args);
  if (session.state !== "stale") return form;
  const { request, context } = args;
  if (isDocument(request)) context.unsent = { page: page ?? new URL(request.url).pathname, form };
  const body: ErrorBody = { code: "unavailable", requestId: context.requestId };
  throw data(body, { status: 401 });
}

/** @throws the 400 for a body that is no form, or a broken one. */
async function readFields({ request, context }: ActionFunctionArgs): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    const malformed = new DomainError("malformed-form", "The body is not a form.", { cause });
    throw toHttpError(malformed, context.requestId);
  }
}
