import { expect, test } from "bun:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { encodeLogo } from "./encode-logo.server.ts";

const canvas = { create: { width: 600, height: 300, channels: 3, background: "#1d4ed8" } } as const;

for (const format of ["png", "jpeg", "webp", "gif"] as const) {
  test(`a ${format} becomes a WebP of 256 pixels at most, in its own proportions`, async () => {
    const encoded = await encoded256(await sharp(canvas)[format]().toBuffer());
    expect(await sharp(encoded).metadata()).toMatchObject({ format: "webp", width: 256, height: 128 });
  });
}

test("metadata is removed, and its orientation is applied", async () => {
  const exif = { IFD0: { Artist: "Someone", Copyright: "secret place" } };
  const photo = await sharp(canvas).jpeg().withExif(exif).withMetadata({ orientation: 6 }).toBuffer();
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  const encoded = await encoded256(photo);
  const { exif: left, icc, xmp, width, height } = await sharp(encoded).metadata();
  expect({ left, icc, xmp }).toEqual({ left: undefined, icc: undefined, xmp: undefined });
  expect([width, height]).toEqual([128, 256]);
});

test("a small picture is not enlarged, and an animation becomes its first frame", async () => {
  const small = await sharp({ create: { ...canvas.create, width: 20, height: 10 } })
    .png()
    .toBuffer();
  expect(await sharp(await encoded256(small)).metadata()).toMatchObject({ width: 20, height: 10 });
  const frames = await Promise.all(
    ["red", "blue"].map((background) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const animation = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  expect((await sharp(animation).metadata()).pages).toBe(2);
  const encoded = await encoded256(animation);
  expect((await sharp(encoded).metadata()).pages ?? 1).toBe(1);
  const { channels } = await sharp(encoded).stats();
  expect(channels[0]?.mean).toBeGreaterThan(200);
});

test("a decompression bomb of 2,500 million pixels is refused before decoding", async () => {
  expect(await encodeLogo(pngThatClaims(50_000, 50_000))).toBe("tooManyPixels");
});

const svg = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
const hostile: [string, () => Promise<Uint8Array>][] = [
  ["an SVG, whatever it is called", async () => Buffer.from(svg)],
  ["HTML", async () => Buffer.from("<!doctype html><script>alert(1)</script>")],
  ["nothing", async () => new Uint8Array()],
  ["a file that only begins like a PNG", async () => Buffer.from("\x89PNG\r\n\x1a\nand no more", "latin1")],
  ["SVG behind the beginning of a GIF", async () => Buffer.from(`GIF89a${svg}`)],
  ["a truncated PNG", async () => truncated(await sharp(noise).png().toBuffer())],
  ["a truncated JPEG", async () => truncated(await sharp(noise).jpeg().toBuffer())],
  ["a TIFF", () => sharp(canvas).tiff().toBuffer()],
];
for (const [name, make] of hostile) {
  test(`${name} is refused`, async () => {
    expect(await encodeLogo(await make())).toBe("notAPicture");
  });
}

test("data appended to a picture, such as HTML, is removed", async () => {
  const polyglot = Buffer.concat([
    await sharp(canvas).gif().toBuffer(),
    Buffer.from("<script>alert(1)</script>"),
  ]);
  expect(Buffer.from(await encoded256(polyglot)).includes("<script>")).toBe(false);
});

const noise = { create: { ...canvas.create, noise: { type: "gaussian", mean: 128, sigma: 60 } } } as const;

async function encoded256(file: Uint8Array): Promise<Uint8Array> {
  const encoded = await encodeLogo(file);
  if (typeof encoded === "string") throw new Error(`refused: ${encoded}`);
  expect(encoded.byteLength).toBeLessThan(262_144);
  return encoded;
}

function truncated(file: Uint8Array): Uint8Array {
  return file.subarray(0, file.byteLength / 2);
}

function pngThatClaims(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.byteLength);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
