import { backendRouter } from "#scripts/local/clerk/backend/routes.ts";
import type { Answer, Observer } from "#scripts/local/clerk/clerk.ts";
import { frontendRouter } from "#scripts/local/clerk/frontend/routes.ts";
import { descriptions, type Problem } from "./descriptions.ts";
import { DEVIATIONS, type Deviation } from "./deviations.ts";

const routers = { backend: backendRouter, frontend: frontendRouter };

/** Checks a local Clerk's responses and events against Clerk's descriptions, and records which ones it saw. */
export class Recorder implements Observer {
  /** The routes (`backend GET /v1/users`) and event types seen. */
  readonly seen = new Set<string>();
  readonly occurred = new Set<Deviation>();
  private readonly violations = new Set<string>();

  answered({ api, method, path, status, text }: Answer): void {
    const route = routers[api].match(method, path)?.name;
    const operation = `${api} ${route ?? "without a route"}`;
    this.seen.add(operation);
    const problems = descriptions[api].problems(route ?? "", String(status), parsed(text));
    this.judge(operation, String(status), problems);
  }

  sent({ type, body }: { type: string; body: unknown }): void {
    this.seen.add(`webhook ${type}`);
    this.judge(`webhook ${type}`, "body", descriptions.webhooks.problems(type, "body", body));
  }

  /** Throws an error listing all unknown deviations. */
  check(): void {
    if (this.violations.size === 0) return;
    const lines = [...this.violations].sort().join("\n  ");
    throw new Error(`The local Clerk broke Clerk's descriptions ${this.violations.size} times:\n  ${lines}`);
  }

  private judge(operation: string, status: string, problems: Problem[]): void {
    for (const { path, message } of problems) {
      const line = `${operation} ${status}: ${path} ${message}`;
      const known = DEVIATIONS.find(({ pattern }) => pattern.test(line));
      if (known) this.occurred.add(known);
      else this.violations.add(line);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
