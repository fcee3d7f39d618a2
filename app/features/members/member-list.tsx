import { Avatar } from "#app/components/avatar.tsx";
import { Badge } from "#app/components/badge.tsx";
import { Card } from "#app/components/card.tsx";

export type MemberView = { id: string; name: string; email: string; avatarUrl: string | null; role: string };

export function MemberList({ members }: { members: MemberView[] }) {
  return (
    <Card>
      <ul className="divide-y">
        {members.map(({ id, name, email, avatarUrl, role }) => (
          <li key={id} className="flex items-center gap-4 px-5 py-3.5">
            <Avatar name={name} src={avatarUrl} size="sm" />
            <div className="grid min-w-0 grow text-sm leading-5">
              <span className="truncate font-medium">{name}</span>
              <span className="truncate text-muted-foreground">{email}</span>
            </div>
            <Badge className="capitalize">{role}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
