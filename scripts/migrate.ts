import { baseline } from "./migrate/baseline.ts";
import { check } from "./migrate/check.ts";
import { down } from "./migrate/down.ts";
import { lint } from "./migrate/lint.ts";
import { create } from "./migrate/new.ts";
import { rekey } from "./migrate/rekey.ts";
import { repair } from "./migrate/repair.ts";
import { status } from "./migrate/status.ts";
import { up } from "./migrate/up.ts";
import { verify } from "./migrate/verify.ts";
import { runProgram } from "./operator/program.ts";

// `bun scripts/migrate.ts [command]`: migrations of the shared schema and of every tenant.

await runProgram(
  "bun scripts/migrate.ts",
  { ...{ up, status, verify, down, baseline, repair, rekey, check, lint }, new: create },
  "up",
);
