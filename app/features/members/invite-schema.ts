import { z } from "zod";
import { roles } from "#app/access/permissions.ts";
import { text } from "#app/forms/text-input.ts";

/** How many people are invited at once. */
export const mostAddresses = 10;
const longest = 254;

/** As browsers take them in a field for addresses, and with a dot in the domain. It leaves no marks that change what is read. */
const address =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** One address, or several with commas, spaces or lines between them; each counts once. */
export const inviteSchema = z.object({
  emails: text({ atMost: mostAddresses * (longest + 2), required: true })
    .transform((typed) => [
      ...new Set(
        typed
          .toLowerCase()
          .split(/[\s,;]+/)
          .filter(Boolean),
      ),
    ])
    .superRefine((emails, context) => {
      if (emails.length === 0) context.addIssue("required");
      const isWrong = emails.some((email) => email.length > longest || !address.test(email));
      if (isWrong) context.addIssue(emails.length === 1 ? "email" : "emails");
      if (emails.length > mostAddresses) context.addIssue(`tooManyAddresses:${mostAddresses}`);
    }),
  role: z.enum(roles, "choose"),
});
