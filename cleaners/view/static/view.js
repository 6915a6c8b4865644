// Keys, copying, and the explanation of a change. The pages work without it; everything that is put in is text.
"use strict";

const page = document.body.dataset.page;
const all = (selector) => [...document.querySelectorAll(selector)];
const shown = (element) => element.getClientRects().length > 0;

// Light or dark: the system's wish, unless one was chosen.
const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
function turnTheme() {
  const isDark = getComputedStyle(document.documentElement).getPropertyValue("--ground").trim() !== "#fdfdfc";
  const theme = isDark ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

// The same page in the other language.
const language = document.getElementById("language");
const parts = location.pathname.split("/");
parts[2] = parts[2] === "zh" ? "en" : "zh";
language.href = parts.join("/") + location.search;

// A change: its rule, what the rule takes, and why.
const why = document.getElementById("why");
function explain(change) {
  const row = all("tr[data-of]").find((candidate) => candidate.dataset.of === change.dataset.rule);
  why.querySelector("code").textContent = change.dataset.rule;
  why.querySelector(".takes").textContent = row ? row.querySelector(".takes").textContent : "";
  why.querySelector(".evidence").textContent = change.dataset.why;
  why.hidden = false;
  for (const other of all(".change.same")) other.classList.remove("same");
  for (const other of all(".change")) if (other.dataset.rule === change.dataset.rule) other.classList.add("same");
}
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const change = event.target.closest && event.target.closest(".change");
    if (change) explain(change);
  });
}

// The next row of a table, or the next change of a document.
let at = -1;
function step(by) {
  const stops = all(page === "document" ? ".change" : ".rows tbody tr").filter(shown);
  if (!stops.length) return;
  const focused = stops.indexOf(document.activeElement);
  at = Math.max(0, Math.min(stops.length - 1, (focused >= 0 ? focused : at) + by));
  const stop = stops[at];
  stop.scrollIntoView({ block: "center" });
  if (page === "document") return stop.focus({ preventScroll: true });
  for (const row of all("tr.at")) row.classList.remove("at");
  stop.classList.add("at");
  const link = stop.querySelector("a.open, a");
  if (link) link.focus({ preventScroll: true });
}

async function copy(button) {
  const answer = await fetch(button.dataset.copy);
  await navigator.clipboard.writeText(await answer.text());
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 1500);
}
for (const button of all("[data-copy]")) button.addEventListener("click", () => copy(button));

const only = document.getElementById("only");
if (only) only.addEventListener("change", () => document.getElementById("pair").classList.toggle("only", only.checked));

const keys = document.getElementById("keys");
document.getElementById("help").addEventListener("click", () => keys.showModal());

const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); };
const does = {
  "j": () => step(1),
  "k": () => step(-1),
  "[": () => press("a[rel=prev]"),
  "]": () => press("a[rel=next]"),
  "c": () => press("#copy-text"),
  "s": () => press("#copy-source"),
  "o": () => only && only.click(),
  "u": () => history.back(),
  "t": turnTheme,
  "?": () => keys.showModal(),
  "/": () => { const search = document.querySelector("input[type=search]"); if (search) search.focus(); else press("nav a[data-key='2']"); },
  "Escape": () => { if (why) why.hidden = true; },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  if (event.target.matches("input, textarea, select") && event.target.type !== "checkbox") {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (/^[a-z0-9]$/.test(event.key) && document.querySelector(`[data-key='${event.key}']`)) press(`[data-key='${event.key}']`);
  else if (Object.hasOwn(does, event.key)) does[event.key]();
  else return;
  event.preventDefault();
});
