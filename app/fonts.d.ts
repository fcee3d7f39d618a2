declare module "*.woff2?url" {
  /** The file's address in the build, with its hash. */
  const url: string;
  export default url;
}
