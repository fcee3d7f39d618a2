export type TimeZoneGroup = { region: string; zones: string[] };

/** The IANA time zones known to this machine, by region, with UTC first. */
export function listTimeZones(): TimeZoneGroup[] {
  const groups = new Map<string, string[]>([["UTC", ["UTC"]]]);
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const [region = ""] = zone.split("/");
    if (region === zone) continue;
    groups.set(region, [...(groups.get(region) ?? []), zone]);
  }
  return [...groups].map(([region, zones]) => ({ region, zones }));
}
