import { CreateOrganization } from "@clerk/remix";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { identify } from "#app/tenancy/identity.server.ts";

export async function loader(args: LoaderFunctionArgs) {
  await identify(args);
  return null;
}

export default function Onboarding() {
  return <CreateOrganization />;
}
