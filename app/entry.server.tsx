import { languageChunks } from "virtual:language-chunks";
import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { readPreferences } from "#app/http/preference-cookies.ts";
import { renderDocument } from "#app/http/render-document.ts";
import { NonceContext } from "./components/nonce.tsx";
import { KeptFormats } from "./i18n/kept-formats.tsx";
import { loadMessages } from "./i18n/load-messages.ts";
import { acceptedLocale, chooseLocale, type Locale } from "./i18n/locale.ts";
import { Words } from "./i18n/words.tsx";

export const streamTimeout = 10_000;

/** Renders a document: browsers get a stream, bots the complete page. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { nonce, log }: AppLoadContext,
): Promise<Response> {
  let responseStatus = status;
  const speech = speechOf(request, remixContext);
  const messages = await loadMessages(speech.locale);
  const body = await renderDocument(
    <NonceContext.Provider value={nonce}>
      <KeptFormats {...speech}>
        <Words {...speech} messages={messages}>
          <RemixServer context={remixContext} url={request.url} nonce={nonce} />
        </Words>
      </KeptFormats>
    </NonceContext.Provider>,
    {
      nonce,
      signal: request.signal,
      longestMs: streamTimeout + 1000,
      onError(error) {
        responseStatus = 500;
        log.error({ err: error }, "rendering failed");
      },
    },
  );
  if (isbot(request.headers.get("user-agent") ?? "")) await body.allReady;
  headers.set("Content-Type", "text/html; charset=utf-8");
  // The entry imports the messages when it runs, which the browser cannot know earlier.
  const words = languageChunks[speech.locale];
  if (words) headers.append("Link", `<${words}>; rel=modulepreload`);
  if (request.method !== "HEAD") return new Response(body, { status: responseStatus, headers });
  await body.cancel();
  return new Response(null, { status: responseStatus, headers });
}

/** The language and time zone of a document. The workspace's settings are known only if its frame was loaded. */
function speechOf(
  request: Request,
  { staticHandlerContext }: EntryContext,
): { locale: Locale; timeZone: string } {
  const frame: { locale?: Locale | null; timeZone?: string } | undefined =
    staticHandlerContext.loaderData?.["routes/workspace/frame"];
  const locale = chooseLocale({
    chosen: readPreferences(request).locale,
    workspace: frame?.locale,
    browser: acceptedLocale(request.headers.get("accept-language")),
  });
  return { locale, timeZone: frame?.timeZone ?? "UTC" };
}

export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  // A response that was thrown on purpose, such as a 404, is already in the request's log line.
  if (request.signal.aborted || isRouteErrorResponse(error)) return;
  context.log.error({ err: error, path: new URL(request.url).pathname }, "route failed");
}
