/** How to write to an output: colours on a terminal, plain text elsewhere. */
export type Terminal = {
  isInteractive: boolean;
  style(text: string, ...styles: Style[]): string;
  write(text: string): void;
};

export type Style = keyof typeof codes;

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

export function terminalOn(
  stream: NodeJS.WriteStream,
  env: Record<string, string | undefined> = process.env,
): Terminal {
  const isInteractive = stream.isTTY === true && env.TERM !== "dumb" && !env.CI;
  const isColoured = isInteractive && !env.NO_COLOR;
  return {
    isInteractive,
    style: (text, ...styles) => (isColoured ? colour(text, styles) : text),
    write: (text) => void stream.write(text),
  };
}

function colour(text: string, styles: Style[]): string {
  return `${styles.map((style) => `\x1b[${codes[style]}m`).join("")}${text}\x1b[0m`;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
