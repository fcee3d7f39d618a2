/** The connections of a web process for looking tenants up, beside `poolSize` for tenants' transactions. */
export function routingPoolSize(poolSize: number): number {
  return Math.max(2, Math.ceil(poolSize / 4));
}
