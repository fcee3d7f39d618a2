/** The server accepts bodies of 1 MiB, and the rest of the form must fit in. */
export const maxLogoBytes = 1_000_000;

export const logoRefusals = ["missing", "tooLarge", "notAPicture", "tooManyPixels"] as const;
export type LogoRefusal = (typeof logoRefusals)[number];

export function isLogoRefusal(value: unknown): value is LogoRefusal {
  return logoRefusals.some((refusal) => refusal === value);
}
