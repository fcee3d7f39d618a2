import { ClerkProvider } from "@clerk/remix";
import interLatin from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLoaderData,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { useLocale, useTimeZone } from "use-intl";
import { type Authentication, authenticate } from "#app/clerk/authentication.server.ts";
import { Arrival } from "#app/components/arrival.tsx";
import { clerkAppearance } from "#app/components/clerk-appearance.ts";
import { useNonce } from "#app/components/nonce.tsx";
import { ErrorScreen } from "#app/features/errors/error-screen.tsx";
import { pageTitle } from "#app/features/page-title.ts";
import { readPreferences } from "#app/http/preference-cookies.ts";
import { acceptedLocale } from "#app/i18n/locale.ts";
import { useClerkWords } from "#app/i18n/use-clerk-words.ts";
import "./tailwind.css";

export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

export async function loader(args: LoaderFunctionArgs) {
  const { env, requestId } = args.context;
  const { clerkState, headers } = await authenticate(args);
  const { protocol, host, origin } = new URL(env.BASE_URL);
  // Clerk redirects only to these after sign-in; its default allows https only.
  const ownOrigins = [origin, `${protocol}//*.${host}`];
  const { theme, locale: chosen } = readPreferences(args.request);
  const browser = acceptedLocale(args.request.headers.get("accept-language"));
  return data(
    { clerkState, apexUrl: `${origin}/`, ownOrigins, requestId, theme, chosen, browser },
    { headers },
  );
}

/** Fonts are fetched without credentials, and a preload is used only if it is, too. */
export const links: LinksFunction = () => [
  { rel: "preload", as: "font", type: "font/woff2", href: interLatin, crossOrigin: "anonymous" },
];

export const meta: MetaFunction<typeof loader> = (page) =>
  page.error ? pageTitle("landing", page) : [{ title: "Tenantry" }];

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? undefined;
  // A workspace has its own.
  const icon = useRouteLoaderData<{ icon: string }>("routes/workspace/frame")?.icon ?? "/favicon.svg";
  return (
    <html lang={useLocale()} data-theme={theme} data-time-zone={useTimeZone()}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme ?? "light dark"} />
        <link rel="icon" href={icon} type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <Arrival />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  const { clerkState, apexUrl, ownOrigins } = useLoaderData<typeof loader>();
  return (
    <ClerkProvider
      clerkState={clerkState as Authentication["clerkState"]}
      appearance={clerkAppearance}
      localization={useClerkWords()}
      allowedRedirectOrigins={ownOrigins}
      afterSignOutUrl={apexUrl}
    >
      <Outlet />
    </ClerkProvider>
  );
}

/** Rendered outside Clerk's provider, because Clerk's own state may be what failed. */
export function ErrorBoundary() {
  const error = useRouteError();
  const root = useRouteLoaderData<typeof loader>("root");
  return <ErrorScreen error={error} requestId={root?.requestId} />;
}
