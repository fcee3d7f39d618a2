/**
 * Replaces the product's accent with the workspace's on all pages of its frame.
 * @param css from `accentStyle`, which builds it from validated numbers only.
 */
export function AccentStyle({ css }: { css: string | undefined }) {
  return css ? <style>{css}</style> : null;
}
