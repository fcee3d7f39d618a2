/**
 * Puts a workspace's accent in place of the product's own, on every page of its frame.
 * @param css of `accentStyle`: made of checked numbers alone.
 */
export function AccentStyle({ css }: { css: string | undefined }) {
  return css ? <style>{css}</style> : null;
}
