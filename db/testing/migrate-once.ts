import { migrate } from "../migrate/migrate.ts";

// A process to be killed: `bun db/testing/migrate-once.ts OWNER_URL SEAL_SECRET DIRECTORY`. Prints a line when it
// begins, and one for each migrated tenant.

const [ownerUrl = "", sealSecret = "", directory = ""] = process.argv.slice(2);
await migrate({
  ownerUrl,
  sealSecret,
  directory,
  wait: true,
  concurrency: 3,
  onPlan: () => console.log("begun"),
  onTenant: ({ tenant }) => console.log(tenant.slug),
});
