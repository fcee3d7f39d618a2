import { Link } from "@remix-run/react";
import { Notice } from "#app/components/notice.tsx";

export function FinishSetup() {
  return (
    <Notice>
      You have not introduced yourself yet.{" "}
      <Link to="/welcome" className="font-medium underline underline-offset-2">
        Finish setting up
      </Link>
    </Notice>
  );
}
