/**
 * The encoding that Accept-Encoding prefers among `offered`, the best first; undefined for none. `*` stands for what is not
 * named.
 */
export function acceptedEncoding<const T extends string>(
  header: string | null,
  offered: readonly T[],
): T | undefined {
  const qualities = new Map(
    (header ?? "").split(",").map((entry) => {
      const [name = "", quality = "1"] = entry
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q\s*=\s*/);
      return [name, Number(quality) || 0] as const;
    }),
  );
  const qualityOf = (name: string) => qualities.get(name) ?? qualities.get("*") ?? 0;
  const best = Math.max(...offered.map(qualityOf));
  return best > 0 ? offered.find((name) => qualityOf(name) === best) : undefined;
}
