import { beginRotation, finishRotation } from "#db/migrate/seal/rotate.ts";

// A process to be killed: `bun db/testing/rekey-once.ts begin|finish OWNER_URL SEAL_SECRET`. Prints a line for each
// finished batch, of one tenant.

const [phase = "", ownerUrl = "", sealSecret = ""] = process.argv.slice(2);
const rotate = phase === "begin" ? beginRotation : finishRotation;
await rotate({ ownerUrl, sealSecret, wait: true, batchSize: 1, onBatch: (done) => console.log(done) });
