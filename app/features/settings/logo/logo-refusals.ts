/** The server takes bodies of 1 MiB; the rest of the form has to fit in, too. */
export const mostLogoBytes = 1_000_000;

export const logoRefusals = ["missing", "tooLarge", "notAPicture", "tooManyPixels"] as const;
export type LogoRefusal = (typeof logoRefusals)[number];

export function isLogoRefusal(value: unknown): value is LogoRefusal {
  return logoRefusals.some((refusal) => refusal === value);
}
