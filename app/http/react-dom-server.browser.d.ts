// The build of React's server renderer for web streams. @types/react-dom describes it under the Node build's name only.
declare module "react-dom/server.browser" {
  export { type ReactDOMServerReadableStream, renderToReadableStream } from "react-dom/server";
}
