/** Resolves once `isSo` does with true. @throws after `seconds`. */
export async function until(isSo: () => Promise<boolean> | boolean, seconds = 10): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It did not come to that within ${seconds} s`);
    await Bun.sleep(5);
  }
}
