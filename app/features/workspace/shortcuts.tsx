import { useNavigate } from "@remix-run/react";
import { Fragment, useEffect } from "react";
import { tinykeys } from "tinykeys";
import { useTranslations } from "use-intl";
import { can, type Role } from "#app/access/permissions.ts";
import { Button } from "#app/components/form/button.tsx";
import { areShortcutsOff, switchShortcuts } from "#app/features/preferences/shortcut-switch.ts";

const places = [
  { keys: "g d", to: "/dashboard", words: "dashboard" },
  { keys: "g p", to: "/projects", words: "projects" },
  { keys: "g t", to: "/my-tasks", words: "tasks" },
  { keys: "g m", to: "/members", words: "members" },
] as const;

const dialogId = "shortcuts";

/** Opens the list of shortcuts. Without scripts there are no shortcuts, and it does nothing. */
export function openShortcuts(): void {
  const dialog = document.getElementById(dialogId);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** The keyboard shortcuts of a workspace, and the dialog that lists them and turns them off. */
export function Shortcuts({ role, apexUrl }: { role: Role; apexUrl: string }) {
  const t = useTranslations("frame.help");
  const mayWrite = can(role, "projects:write");
  useShortcuts(mayWrite);
  const lines = [
    ...places.map(({ keys, words }) => ({ keys, text: t(words) })),
    ...(mayWrite
      ? [
          { keys: "c", text: t("create") },
          { keys: "n", text: t("task") },
        ]
      : []),
    { keys: "b", text: t("view") },
    { keys: "/", text: t("search") },
    { keys: "?", text: t("help") },
  ];
  return (
    <dialog
      id={dialogId}
      aria-labelledby="shortcuts-title"
      className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-xl border bg-surface p-6 text-foreground shadow-xl backdrop:bg-overlay"
    >
      <h2 id="shortcuts-title" className="font-semibold text-lg tracking-tight">
        {t("title")}
      </h2>
      <dl className="mt-4 grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-2.5 text-sm">
        {lines.map(({ keys, text }) => (
          <Fragment key={keys}>
            <dt className="text-muted-foreground">{text}</dt>
            <dd className="flex items-center justify-end gap-1.5">
              <Keys keys={keys} />
            </dd>
          </Fragment>
        ))}
      </dl>
      <form method="dialog" className="mt-6 flex justify-between gap-4">
        <Switch apexUrl={apexUrl} />
        <Button type="submit" variant="secondary">
          {t("close")}
        </Button>
      </form>
    </dialog>
  );
}

/** Single-key shortcuts get in the way of speech input and of keys pressed by accident (WCAG 2.1.4). */
function Switch({ apexUrl }: { apexUrl: string }) {
  const t = useTranslations("frame.help");
  return (
    <label className="flex cursor-pointer items-center gap-2 text-sm">
      <input
        type="checkbox"
        defaultChecked
        ref={(box) => {
          if (box) box.checked = !areShortcutsOff();
        }}
        onChange={({ target }) => switchShortcuts(target.checked, apexUrl)}
        className="accent-accent"
      />
      {t("use")}
    </label>
  );
}

function Keys({ keys }: { keys: string }) {
  const t = useTranslations("frame.help");
  return keys.split(" ").map((key, index) => (
    <Fragment key={key}>
      {index > 0 && <span className="text-muted-foreground text-xs">{t("next")}</span>}
      <kbd className="grid h-6 min-w-6 place-items-center rounded border bg-muted px-1.5 font-mono text-xs">
        {key}
      </kbd>
    </Fragment>
  ));
}

/** Single keys apply only outside fields and dialogs, and only if they are turned on. */
function useShortcuts(mayWrite: boolean): void {
  const navigate = useNavigate();
  useEffect(() => {
    const outsideOfFields = (run: () => void) => (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (
        areShortcutsOff() ||
        event.isComposing ||
        target.closest("input, textarea, select, dialog, [role=dialog], [contenteditable]")
      )
        return;
      event.preventDefault();
      run();
    };
    const bindings = Object.fromEntries(
      places.map(({ keys, to }) => [keys, outsideOfFields(() => navigate(to))]),
    );
    return tinykeys(window, {
      ...bindings,
      ...(mayWrite ? { c: outsideOfFields(() => navigate("/projects/new")) } : {}),
      n: outsideOfFields(() => document.querySelector<HTMLElement>("[data-new-task]")?.focus()),
      b: outsideOfFields(() => document.querySelector<HTMLElement>("[data-other-view]")?.click()),
      "/": outsideOfFields(() => document.querySelector<HTMLElement>("input[type=search]")?.focus()),
      "Shift+?": outsideOfFields(openShortcuts),
    });
  }, [navigate, mayWrite]);
}
