import type { Random } from "#db/testing/random.ts";

/** What one transaction writes: a new row, a new value for an existing row, or no value to delete the row. */
export type Write = { key: string; value: string | undefined; isNew: boolean };

/** `either`: the connection broke during COMMIT, so both are possible. */
export type Fate = "written" | "not written" | "either";

type Value = string | undefined;

/** The rows that one tenant must have: for each key the values that are possible now. */
export class SoakModel {
  private readonly rows = new Map<string, Set<Value>>();
  private readonly taken = new Set<string>();
  private count = 0;

  constructor(private readonly mark: string) {}

  /** A write to a row that no other transaction of this step touches: usually a new one. */
  plan(random: Random): Write {
    const free = [...this.rows.keys()].filter((key) => !this.taken.has(key));
    const isChange = free.length > 0 && random.isLucky(free.length / 60);
    this.count += 1;
    const key = isChange ? random.pick(free) : `${this.mark}-${this.count}`;
    this.taken.add(key);
    const isGone = isChange && random.isLucky(0.4);
    return { key, value: isGone ? undefined : `${this.mark} ${this.count}`, isNew: !isChange };
  }

  note({ key, value }: Write, fate: Fate): void {
    const before = this.rows.get(key) ?? new Set<Value>([undefined]);
    if (fate === "written") this.rows.set(key, new Set([value]));
    if (fate === "either") this.rows.set(key, new Set([...before, value]));
  }

  /** Compares with the rows found, and expects those from now on. @returns what is wrong. */
  settle(found: Map<string, string>): string[] {
    const wrong: string[] = [];
    for (const key of new Set([...this.rows.keys(), ...found.keys()])) {
      const possible = this.rows.get(key) ?? new Set<Value>([undefined]);
      const value = found.get(key);
      if (!possible.has(value)) wrong.push(`${key} is ${value}, expected ${[...possible].join(" or ")}`);
      if (value === undefined) this.rows.delete(key);
      else this.rows.set(key, new Set([value]));
    }
    this.taken.clear();
    return wrong;
  }
}
