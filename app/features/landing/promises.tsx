import { KeyRound, Link2, Users } from "lucide-react";

const promises = [
  {
    icon: Link2,
    title: "An address of its own",
    text: "Your workspace is a subdomain. Share a link to any page: it opens for members only.",
  },
  {
    icon: KeyRound,
    title: "Kept apart twice",
    text: "Every workspace has a database schema of its own, and every row is guarded by a key that no other workspace has.",
  },
  {
    icon: Users,
    title: "A role for everybody",
    text: "Owners, admins, members and viewers: invite by email, and decide who may write and who may only look.",
  },
];

export function Promises() {
  return (
    <section aria-label="What you get" className="grid gap-10 border-t py-14 sm:grid-cols-3 sm:gap-8">
      {promises.map(({ icon: Icon, title, text }) => (
        <div key={title} className="grid content-start gap-2">
          <Icon aria-hidden className="mb-2 size-5 text-accent" />
          <h2 className="font-semibold">{title}</h2>
          <p className="text-pretty text-muted-foreground text-sm leading-6">{text}</p>
        </div>
      ))}
    </section>
  );
}
