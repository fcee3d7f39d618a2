import { Outlet } from "@remix-run/react";

export default function Apex() {
  return <Outlet />;
}
