import { provisionTenant } from "#db/directory/provision.ts";
import { connectAsOwner } from "#db/migrate/owner.ts";

// A process to be killed: `bun db/testing/provision-once.ts OWNER_URL SEAL_SECRET SLUG`.

const [ownerUrl = "", sealSecret = "", slug = ""] = process.argv.slice(2);
const sql = connectAsOwner(ownerUrl, "provision once");
await provisionTenant(sql, sealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
await sql.end();
