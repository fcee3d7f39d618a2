import type { Hostile } from "./hostile-inputs.ts";

/** The encoded body, including bytes that are not valid text. */
export function bodyOf(fields: Record<string, string | Hostile>): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const encoded = typeof value === "string" ? encodeURIComponent(value) : value.encoded;
      return `${encodeURIComponent(name)}=${encoded}`;
    })
    .join("&");
}

export type Shape = [body: string | FormData, contentType?: string];

/** Bodies that no browser would send for these fields. */
export function shapesOf(fields: Record<string, string>): Record<string, Shape> {
  const names = Object.keys(fields);
  const files = new FormData();
  for (const name of [...names, "unasked"])
    files.append(name, new File(["\0\x01"], "a.svg", { type: "image/svg+xml" }));
  const good = new URLSearchParams(fields).toString();
  return {
    "nothing at all": [""],
    "every field twice": [`${good}&${good}`],
    "lists and objects": [
      names.map((name) => `${name}[]=a&${name}[0]=b&${name}.x=c&${name}[__proto__][y]=d`).join("&"),
    ],
    "commands to the form library": [`${good}&__intent__={&__state__=[&__proto__=x&constructor=y`],
    "five thousand fields": [`${good}&${"f=1&".repeat(5000)}`],
    "one field of 900 KB": [`${names[0] ?? "f"}=${"y".repeat(900_000)}`],
    "more than is taken": [`f=${"y".repeat(1_100_000)}`],
    "files in place of text": [files],
    JSON: [JSON.stringify(fields), "application/json"],
    "another kind of text": [good, "text/plain"],
    "parts without a boundary": [good, "multipart/form-data"],
    "parts that end early": [
      '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1',
      "multipart/form-data; boundary=b",
    ],
    "no form": ["%%%=%zz&=&&&;", "application/x-www-form-urlencoded; charset=utf-16"],
  };
}

/** Runs eight attacks at a time. @returns all problems found. */
export async function atOnce<T>(attacks: T[], look: (attack: T) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  const waiting = attacks.values();
  const work = async () => {
    for (const attack of waiting) found.push(...(await look(attack)));
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return found;
}
