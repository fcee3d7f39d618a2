import type { Terminal } from "./terminal.ts";

export type Progress = {
  /** Runs a step and prints its name and time when it is done. What `work` returns as a string is printed as its detail. */
  step<T>(name: string, work: () => Promise<T>, detail?: (result: T) => string | undefined): Promise<T>;
  /** A line above the one that shows what is running. */
  line(text: string): void;
  end(): void;
};

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const clearLine = "\r\x1b[2K";

/** Prints steps as they finish; on a terminal a last line shows those that run. */
export function startProgress(terminal: Terminal, now = () => performance.now()): Progress {
  const running = new Set<string>();
  let hasEnded = false;
  let frame = 0;

  function draw(): void {
    if (!terminal.isInteractive) return;
    const names = [...running].join(", ");
    terminal.write(
      names
        ? `${clearLine}  ${terminal.style(frames[frame % frames.length] ?? "", "cyan")} ${names}`
        : clearLine,
    );
  }
  function line(text: string): void {
    terminal.write(`${terminal.isInteractive ? clearLine : ""}${text}\n`);
    draw();
  }
  function turn(): void {
    frame++;
    draw();
  }
  const timer = terminal.isInteractive ? setInterval(turn, 80) : undefined;
  timer?.unref();

  return {
    line,
    async step(name, work, detail) {
      const begun = now();
      running.add(name);
      draw();
      try {
        const result = await work();
        running.delete(name);
        line(stepLine(terminal, name, now() - begun, detail?.(result)));
        return result;
      } catch (error) {
        running.delete(name);
        if (!hasEnded) line(`  ${terminal.style("✗", "red")} ${name}`);
        throw error;
      }
    },
    end() {
      hasEnded = true;
      clearInterval(timer);
      running.clear();
      draw();
    },
  };
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function stepLine(terminal: Terminal, name: string, milliseconds: number, detail?: string): string {
  const time = terminal.style(seconds(milliseconds).padStart(7), "dim");
  return `  ${terminal.style("✓", "green")} ${name.padEnd(16)}${time}${detail ? `  ${terminal.style(detail, "dim")}` : ""}`;
}
