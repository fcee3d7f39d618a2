import { z } from "zod";
import { roles } from "#app/access/permissions.ts";
import { text } from "#app/forms/text-input.ts";

/** The maximum number of invitations per request. */
export const maxAddresses = 10;
const maxAddressLength = 254;

/** The pattern of browsers' email fields, with a dot required in the domain. It admits no characters that alter how text displays. */
const address =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

/** One or more addresses, separated by commas, spaces or line breaks, without duplicates. */
export const inviteSchema = z.object({
  emails: text({ atMost: maxAddresses * (maxAddressLength + 2), required: true })
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
      const isWrong = emails.some((email) => email.length > maxAddressLength || !address.test(email));
      if (isWrong) context.addIssue(emails.length === 1 ? "email" : "emails");
      if (emails.length > maxAddresses) context.addIssue(`tooManyAddresses:${maxAddresses}`);
    }),
  role: z.enum(roles, "choose"),
});
