import { styleText } from "node:util";

/** How to write to an output: colours on a terminal, plain text elsewhere. */
export type Terminal = {
  isInteractive: boolean;
  style(text: string, ...styles: Style[]): string;
  write(text: string): void;
};

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

export function terminalOn(
  stream: NodeJS.WriteStream,
  env: Record<string, string | undefined> = process.env,
): Terminal {
  const isInteractive = stream.isTTY === true && env.TERM !== "dumb" && !env.CI;
  const isColoured = isInteractive && !env.NO_COLOR;
  return {
    isInteractive,
    style: (text, ...styles) => (isColoured ? styleText(styles, text, { validateStream: false }) : text),
    write: (text) => void stream.write(text),
  };
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
