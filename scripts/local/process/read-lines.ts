/** Calls `take` for each line of the stream, the last one too when it has no line end. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  take: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = "";
  while (true) {
    const { done, value } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line.trimEnd());
    if (!done) continue;
    if (rest) take(rest);
    return;
  }
}
