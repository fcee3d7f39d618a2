/** Text that is harmful if it is treated as SQL, a template, a path or markup. */
export const hostileTexts = [
  `'; drop table projects; --`,
  `' or '1'='1`,
  `" or ""="`,
  `1) union all values (current_user) --`,
  `x'||pg_sleep(9)||'`,
  `\\'; commit; begin; --`,
  `$$; commit; $$`,
  `$1 $2 \${name} :name ?`,
  `%' escape '!' --`,
  `ʼ; drop schema public cascade; --`,
  `<script>alert(1)</script><img src=x onerror=alert(1)>`,
  `</textarea></script><!--`,
  `{{7*7}} \${7*7} #{7*7}`,
  `__proto__`,
  `../../../etc/passwd`,
];

export type Hostile = {
  name: string;
  text: string;
  /** Its encoded form in an address or body, for text that UTF-8 cannot represent. */
  encoded: string;
};

const words: Record<string, string> = {
  "a statement": `'; drop table projects; --`,
  "a pause": `x'||pg_sleep(9)||'`,
  markup: `<script>alert(1)</script><img src=x onerror=alert(1)>`,
  "the end of a field": `"'></textarea></script><!--`,
  "a template": `{{7*7}} \${7*7}`,
  "a prototype": "__proto__",
  "a path": "../../../etc/passwd",
  "right to left": "\u202e\u2066olleh\u2069\u200f",
  emoji: "👩‍👩‍👧‍👦🏳️‍🌈🇪🇸",
  "marks upon marks": `e${"\u0301".repeat(60)}`,
  "a null byte": "a\0b",
  controls: "\u0007\u001b[31m\u009f\u2028",
  "a lone half of a pair": "a\ud800b",
  "over-long": "x".repeat(5000),
  spaces: "   ",
  nothing: "",
  "a huge number": "9".repeat(40),
  "an endless number": "1e999",
  "a negative number": "-1",
  "no number": "NaN",
  "a day that is not": "2026-02-30",
  "a day before all": "0000-01-01",
  "the last day": "9999-12-31",
  "a list": "[]",
  "an object": '{"$gt":""}',
  null: "null",
};

export const hostile: Hostile[] = [
  ...Object.entries(words).map(([name, text]) => hostileOf(name, text)),
  { name: "bytes that are no text", text: "\ufffd\ufffd", encoded: "%C3%28%FF" },
];

export function hostileOf(name: string, text: string): Hostile {
  return {
    name,
    text,
    encoded: encodeURIComponent(text.toWellFormed()).replaceAll("%EF%BF%BD", "%ED%A0%80"),
  };
}

/** Text as React renders it into a document. */
export function escaped(text: string): string {
  const signs: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#x27;",
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] as string);
}

/** Whether a document can contain the text unchanged. */
export function isShowable({ text }: Hostile): boolean {
  return text.trim() !== "" && text.isWellFormed() && !/\p{Cc}|\ufffd/u.test(text);
}

/** Text that must not appear in a page unescaped. */
export const markup = /<script>alert|<img src=x|<\/textarea><\/script>/;
