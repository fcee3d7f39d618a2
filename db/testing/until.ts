/** Resolves once `isSo` does with true. @throws after 10 s. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error("It did not come to that within 10 s");
    await Bun.sleep(5);
  }
}
