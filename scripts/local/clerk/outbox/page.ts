import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import type { Clerk } from "../clerk.ts";
import { controlPanel, faultBanner } from "./control-panel.ts";
import { deliverySection } from "./deliveries.ts";
import { mailSection } from "./mails.ts";
import { peopleSection } from "./people.ts";

/** What the local Clerk sent and whom it knows, and the controls that make it fail. */
export function outboxPage(clerk: Clerk): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Outbox · local Clerk</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/outbox/outbox.css">
  <link rel="stylesheet" href="/outbox/cards.css">
  <script src="/outbox/outbox.js" defer></script>
</head>
<body>
  <header>
    <div>
      <h1>Outbox</h1>
      <p class="quiet">Everything the local Clerk has sent. Nothing leaves this machine.</p>
    </div>
    <input type="search" id="filter" placeholder="Filter by address, event or id" aria-label="Filter">
  </header>
  <nav aria-label="Sections">
    <a href="#mails">Mails</a><a href="#webhooks">Webhooks</a><a href="#controls">Controls</a><a href="#people">People</a>
  </nav>
  <p id="notice" role="status" hidden></p>
  <div id="faults" data-live>${faultBanner(clerk.controls.settings)}</div>
  <main>
    <section id="mails" aria-label="Mails" data-live>${mailSection(clerk.state.mails)}</section>
    <section id="webhooks" aria-label="Webhooks" data-live>${deliverySection(clerk.state.deliveries, clerk.webhooks.url)}</section>
    <div class="side">
      <section id="controls" aria-label="Controls" data-live>${controlPanel(clerk.controls.settings)}</section>
      <section id="people" aria-label="People" data-live>${peopleSection(clerk)}</section>
    </div>
  </main>
</body>
</html>`;
}
