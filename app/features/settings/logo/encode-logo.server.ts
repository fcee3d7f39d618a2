/** The longer side of a stored logo, in pixels. */
const side = 256;
/** More than any photograph of a phone; a small file may claim any number. */
const mostPixels = 40_000_000;

export type LogoProblem = "notAPicture" | "tooManyPixels";

/**
 * Any PNG, JPEG, WebP or GIF as a WebP picture of our own: small, of the first frame alone, without metadata. What a file
 * is, its first bytes say, never its name or type; and a picture that is drawn by a program (SVG) is none.
 */
export async function encodeLogo(file: Uint8Array): Promise<Uint8Array | LogoProblem> {
  if (!hasKnownBeginning(file)) return "notAPicture";
  const sharp = await loadSharp();
  const input = {
    limitInputPixels: mostPixels,
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

/** Loaded with the first logo: the web process starts without it, and without its memory. */
let loading: Promise<typeof import("sharp")["default"]> | undefined;

function loadSharp() {
  loading ??= import("sharp").then(({ default: sharp }) => {
    // A second lock behind the first bytes: none of the other readers of libvips can be reached.
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
