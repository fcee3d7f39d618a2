import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { isLockTimeout } from "#db/errors.ts";
import type { Build } from "#db/migrate/concurrent-index.ts";
import { describeHolder, type Holder, listSnapshotHolders } from "./snapshot-holders.ts";

/** Transactions that were open before held up the build of an index for longer than the rollout waits. */
export class HeldUp extends Error {
  readonly code = "HELD_UP";
  constructor(holders: readonly Holder[]) {
    super(
      `It waits for transactions anywhere in the database that were open before: ${holders.map(describeHolder).join("; ")}. ` +
        "Let them end, or end them with pg_terminate_backend(pid), and run the same command again.",
    );
    this.name = "HeldUp";
  }
}

export type HoldUpOptions = {
  /** How long it waits, in all, for transactions that hold up the builds of indexes, in milliseconds; a minute by default. */
  patience?: number;
  /** Called while it waits for them. */
  onHeldUp?(who: string): void;
};

/** Between two looks, in milliseconds. */
const pause = 100;
/** After so many milliseconds the operator learns who holds the rollout up. */
const silence = 1000;

/**
 * Builds without blocking wait for every snapshot in the database, of whatever tenant. So one long transaction holds up
 * the whole fleet, and the fleet waits for it once, instead of each tenant by its own retries.
 */
export class HoldUps {
  private waiting: Promise<boolean> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private waited = 0;

  constructor(
    private readonly sql: postgres.Sql,
    private readonly options: HoldUpOptions,
  ) {}

  /**
   * Runs `fn`, again when it timed out because of transactions that have ended since.
   * @throws HeldUp when they have not ended in time; whatever else `fn` throws.
   */
  readonly build: Build = async (isAlone, fn) => {
    for (;;) {
      await this.waiting;
      try {
        return await (isAlone ? this.inTurn(fn) : fn());
      } catch (error) {
        if (!isLockTimeout(error) || !(await this.waitOnce())) throw error;
      }
    }
  };

  private inTurn(fn: () => Promise<unknown>): Promise<unknown> {
    const run = this.turn.then(async () => {
      await this.waiting;
      return await fn();
    });
    this.turn = run.catch(() => {});
    return run;
  }

  private waitOnce(): Promise<boolean> {
    this.waiting ??= this.wait().finally(() => {
      this.waiting = undefined;
    });
    return this.waiting;
  }

  /** Waits for the transactions that have a snapshot now. @returns whether there were any. */
  private async wait(): Promise<boolean> {
    const { patience = 60_000, onHeldUp } = this.options;
    let left = await listSnapshotHolders(this.sql);
    if (left.length === 0) return false;
    for (let here = 0; left.length > 0; here += pause) {
      if (this.waited >= patience) throw new HeldUp(left);
      if (here === silence) onHeldUp?.(left.map(describeHolder).join("; "));
      await sleep(pause);
      this.waited += pause;
      const now = await listSnapshotHolders(this.sql);
      left = left.filter((one) =>
        now.some(({ pid, snapshot }) => pid === one.pid && snapshot === one.snapshot),
      );
    }
    return true;
  }
}
