import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { isTheme, type Preferences, preferenceCookies } from "#app/http/preference-cookies.ts";
import { isLocale } from "#app/i18n/locale.ts";
import { backTo, isDocument } from "#app/tenancy/identity.server.ts";

/** People who follow a link to this address get the start page. */
export function loader(_: LoaderFunctionArgs) {
  return redirect("/");
}

/** Stores a browser's preferences in cookies and sends documents back to their page. Works signed in or out. */
export async function action(args: ActionFunctionArgs) {
  const form = await args.request.formData().catch(() => new FormData());
  const change: Partial<Preferences> = {};
  if (form.has("theme"))
    change.theme = isTheme(form.get("theme")) ? (form.get("theme") as Preferences["theme"]) : null;
  if (form.has("locale"))
    change.locale = isLocale(form.get("locale")) ? (form.get("locale") as Preferences["locale"]) : null;
  const headers = new Headers();
  for (const cookie of preferenceCookies(change, args.context.env.BASE_URL))
    headers.append("Set-Cookie", cookie);
  if (!isDocument(args.request)) return data(null, { headers });
  return redirect(backTo(args, "/"), { headers });
}
