type Page = { title: string; message: string };

const pages: Record<number, Page> = {
  400: { title: "Not an address", message: "This address cannot be read. Check how it is spelled." },
  403: {
    title: "Refused",
    message: "This form was sent from another address. Open the page itself and try again.",
  },
  404: { title: "Page not found", message: "There is nothing at this address, or it is not yours to see." },
  405: { title: "Method not allowed", message: "This address takes GET and POST." },
  413: { title: "Too large", message: "More than 1 MiB was sent. Send less." },
  421: { title: "Not our address", message: "This server does not serve the host you asked for." },
  500: { title: "Something went wrong", message: "It is our fault, and it is noted. Try again in a moment." },
};

/** A page that needs neither Remix nor a database: for what is refused before the application is asked. */
export function plainPage(status: number, requestId: string, headers: Record<string, string> = {}): Response {
  const { title, message } = pages[status] as Page;
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><main><p class="code">${status}</p><h1>${title}</h1><p>${message}</p><small>Request ${requestId}</small></main></body></html>`;
  return new Response(body, { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;
min-height:100vh;margin:0;background:light-dark(#fafaf9,#161618);color:light-dark(#1c1c1f,#ededef)}main{max-width:26rem;
padding:2rem}h1{font-size:1.5rem;margin:.25rem 0}.code,small{color:light-dark(#6b6b73,#9b9ba3);margin:0}`;
