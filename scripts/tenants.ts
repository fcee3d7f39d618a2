import { runProgram } from "./operator/program.ts";
import { create } from "./tenants/create.ts";
import { deleteOne, purge, restore } from "./tenants/delete.ts";
import { link } from "./tenants/link.ts";
import { list } from "./tenants/list.ts";
import { notices } from "./tenants/notices.ts";
import { rename } from "./tenants/rename.ts";
import { show } from "./tenants/show.ts";
import { resume, suspend } from "./tenants/suspend.ts";

// `bun scripts/tenants.ts <command>`: the life cycle of tenants.

await runProgram("bun scripts/tenants.ts", {
  ...{ list, show, create, link, suspend, resume, rename },
  ...{ delete: deleteOne, restore, purge, notices },
});
