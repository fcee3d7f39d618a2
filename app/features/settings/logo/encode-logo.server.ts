/** The longer side of a stored logo, in pixels. */
const side = 256;
/** More pixels than a phone's photo. A small file may claim any size. */
const maxPixels = 40_000_000;

export type LogoProblem = "notAPicture" | "tooManyPixels";

/**
 * Re-encodes a PNG, JPEG, WebP or GIF as a small WebP of its first frame, without metadata. The format is decided by the
 * first bytes, never by name or type. SVG is refused, because it can contain scripts.
 */
export async function encodeLogo(file: Uint8Array): Promise<Uint8Array | LogoProblem> {
  if (!hasKnownBeginning(file)) return "notAPicture";
  const sharp = await loadSharp();
  const input = {
    limitInputPixels: maxPixels,
    failOn: "truncated",
    pages: 1,
    sequentialRead: true,
  } as const;
  try {
    return await sharp(file, input)
      .timeout({ seconds: 10 })
      .autoOrient()
      .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
      .webp({ quality: 88 })
      .toBuffer();
  } catch (error) {
    return /pixel limit/i.test(String(error)) ? "tooManyPixels" : "notAPicture";
  }
}

/** Loaded with the first logo, which saves start-up time and memory. */
let loading: Promise<typeof import("sharp")["default"]> | undefined;

function loadSharp() {
  loading ??= import("sharp").then(({ default: sharp }) => {
    // A second guard after the first bytes: libvips' other loaders are blocked.
    sharp.block({ operation: ["VipsForeignLoad"] });
    const readers = [
      "VipsForeignLoadPng",
      "VipsForeignLoadJpeg",
      "VipsForeignLoadWebp",
      "VipsForeignLoadNsgif",
    ];
    sharp.unblock({ operation: readers });
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loading;
}

function hasKnownBeginning(file: Uint8Array): boolean {
  const text = Buffer.from(file.subarray(0, 12)).toString("latin1");
  return /^(\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF[\s\S]{4}WEBP)/.test(text);
}
