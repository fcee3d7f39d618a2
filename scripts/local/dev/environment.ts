export type Ports = { app: number; clerk: number; postgres: number; vite: number; hmr: number };

/** What a development start is going to do, from the environment alone. */
export type Plan = {
  ports: Ports;
  baseUrl: string;
  hasLocalPostgres: boolean;
  hasLocalClerk: boolean;
  /** Where local Clerk is for the browser. */
  clerkUrl: string;
  problems: string[];
};

export type Environment = Record<string, string>;

export type Source = Record<string, string | undefined>;
