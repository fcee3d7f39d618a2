import { Logo } from "#app/components/logo.tsx";
import { ErrorMessage, type ErrorMessageProps } from "./error-message.tsx";

/** The error page if the rest of the application cannot render. */
export function ErrorScreen(props: ErrorMessageProps) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-2xl flex-col px-6">
      <header className="flex h-16 items-center">
        <a href="/" className="flex rounded-md">
          <Logo />
        </a>
      </header>
      <main id="content" tabIndex={-1} className="grid grow content-center pb-32 outline-none">
        <ErrorMessage {...props} />
      </main>
    </div>
  );
}
