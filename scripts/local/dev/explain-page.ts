/** The error page of development: the message and its place. It reloads after every edit. */
export function explainPage(error: unknown, nonce: string): Response {
  const { message, stack, frame, loc } = toDetails(error);
  const place = loc ? `${loc.file}:${loc.line}:${loc.column}` : "";
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Error</title>
<meta name="viewport" content="width=device-width"><style>${style}</style>
<script type="module" nonce="${nonce}">${reload}</script></head>
<body><h1>The application does not load</h1><p><b>${Bun.escapeHTML(message)}</b></p><p>${Bun.escapeHTML(place)}</p>
<pre>${Bun.escapeHTML(frame || stack)}</pre></body></html>`;
  return new Response(body, { status: 500, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** Errors of Vite and its plugins carry the place and the code around it. */
function toDetails(error: unknown) {
  const given = error instanceof Error ? error : new Error(String(error));
  const { frame = "", loc } = given as Error & {
    frame?: string;
    loc?: { file?: string; line: number; column: number };
  };
  return { message: given.message, stack: given.stack ?? "", frame, loc };
}

const reload = `import { createHotContext } from "/@vite/client";
createHotContext("/").on("edited", () => location.reload());`;

const style = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:3rem auto;
padding:0 1rem}b{color:light-dark(#b42318,#fda29b)}pre{overflow:auto;padding:1rem;border-radius:8px;
background:light-dark(#f4f4f5,#222226)}`;
