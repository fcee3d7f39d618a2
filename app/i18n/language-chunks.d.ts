// Made by scripts/build/language-chunks.ts when the server is built.
declare module "virtual:language-chunks" {
  /** The address of a language's words, by language; in development there is none. */
  export const languageChunks: { [locale: string]: string | undefined };
}
