import { expect, test } from "bun:test";
import { servePicture } from "./serve-picture.server.ts";

for (const known of ['"v1"', 'W/"v1"', '"other", W/"v1"', "*"]) {
  test(`a browser that has the picture as ${known} gets no body`, async () => {
    const request = new Request("http://h/logo", { headers: { "if-none-match": known } });
    const picture = { content: "<svg/>", type: "image/svg+xml", version: "v1" } as const;
    const response = await servePicture(request, async () => picture);
    expect([response.status, await response.text()]).toEqual([304, ""]);
  });
}
