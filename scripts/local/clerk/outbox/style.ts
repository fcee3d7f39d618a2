export const OUTBOX_STYLE = `
:root {
  --ground: #fafafa; --card: #fff; --ink: #18181b; --quiet: #61616b; --line: #e4e4e7; --accent: #4f46e5;
  --good: #15803d; --good-ground: #dcfce7; --bad: #b91c1c; --bad-ground: #fee2e2; --wait: #a16207; --wait-ground: #fef9c3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0b0b0e; --card: #151519; --ink: #f4f4f5; --quiet: #a1a1aa; --line: #2a2a31; --accent: #a5b4fc;
    --good: #86efac; --good-ground: #14301f; --bad: #fca5a5; --bad-ground: #3a1616; --wait: #fde047; --wait-ground: #332b0b;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.5rem 4rem; background: var(--ground); color: var(--ink);
  font: 15px/1.55 system-ui, sans-serif; }
header { margin-bottom: 2rem; }
h1 { margin: 0; font-size: 1.75rem; letter-spacing: -0.02em; }
h2 { display: flex; gap: .5rem; align-items: center; margin: 0 0 .75rem; font-size: 1rem; }
header p, .quiet, .endpoint, .none, time { color: var(--quiet); }
p { margin: 0; }
main { display: grid; gap: 2.5rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
section { display: flex; flex-direction: column; gap: .75rem; min-width: 0; }
section h2 { margin: 0; }
article { display: flex; flex-direction: column; gap: .6rem; padding: 1rem 1.15rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere; }
.line { display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: center; }
time { font-size: .8125rem; font-variant-numeric: tabular-nums; }
.line time { margin-left: auto; }
.quiet, .endpoint { font-size: .875rem; }
.count { padding: 0 .5rem; border-radius: 1rem; background: var(--line); font-size: .75rem; font-weight: 500; }
.none { padding: 2rem 1rem; border: 1px dashed var(--line); border-radius: .75rem; text-align: center; }
.code { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
output { font: 600 2rem/1.2 ui-monospace, monospace; letter-spacing: .14em; user-select: all; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
button, .button { padding: .375rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent;
  color: var(--ink); font: inherit; font-size: .8125rem; font-weight: 500; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.badge { padding: .05rem .55rem; border-radius: 1rem; font-size: .75rem; font-weight: 600; }
.delivered { color: var(--good); background: var(--good-ground); }
.failed { color: var(--bad); background: var(--bad-ground); }
.pending { color: var(--wait); background: var(--wait-ground); }
summary { color: var(--quiet); font-size: .875rem; cursor: pointer; }
details ol { margin: .5rem 0; padding-left: 1.25rem; font-size: .8125rem; }
pre { margin: .5rem 0 0; padding: .75rem; max-height: 24rem; overflow: auto; background: var(--ground);
  border: 1px solid var(--line); border-radius: .5rem; font: .75rem/1.5 ui-monospace, monospace; white-space: pre-wrap; }
form { margin: 0; }
`;
