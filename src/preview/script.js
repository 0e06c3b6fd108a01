// Follows changes of the desk, and makes a briefing's quotations lead to their
// sources. Every page reads the same without it.
"use strict";

const shown = document.documentElement.dataset.version;
const live = document.getElementById("live");
const frame = document.getElementById("briefing");
const place = (name) => `attache:${name}:${location.pathname}${location.search}`;

function say(state, words) {
  if (live && live.dataset.state !== state) {
    live.dataset.state = state;
    live.textContent = words;
  }
}

// What somebody is typing must not be lost: the page waits until it is left.
function isTyping() {
  const at = document.activeElement;
  return at && at.matches("input[type=search], textarea") && at.value !== at.defaultValue;
}

function keepPlaces() {
  sessionStorage.setItem(place("page"), String(scrollY));
  for (const inner of document.querySelectorAll("iframe")) {
    try {
      sessionStorage.setItem(place(inner.id), String(inner.contentWindow.scrollY));
    } catch { /* It shows another site. */ }
  }
}

function restore(name, view) {
  const kept = sessionStorage.getItem(place(name));
  if (kept === null) return;
  sessionStorage.removeItem(place(name));
  view.scrollTo({ top: Number(kept), behavior: "instant" });
}

let changed = false;
function reload() {
  changed = true;
  if (isTyping()) return say("waiting", "Changed");
  keepPlaces();
  location.reload();
}

async function follow() {
  for (;;) {
    // A page in the background holds no connection: a browser has six of them.
    while (document.hidden) {
      await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
    }
    const stop = new AbortController();
    const hide = () => document.hidden && stop.abort();
    document.addEventListener("visibilitychange", hide);
    try {
      const answer = await fetch(`/changes?since=${encodeURIComponent(shown)}`, { signal: stop.signal });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.text();
      say("live", "Live");
      if (now !== shown) return reload();
    } catch {
      if (!document.hidden) {
        say("gone", "Stopped");
        await new Promise((done) => setTimeout(done, 1000));
      }
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
  }
}

// A click on a quotation is a click on the way to its source; not one on what
// is in it, nor one that ends a selection.
function leadToSources() {
  const inner = frame.contentDocument;
  inner?.addEventListener("click", (event) => {
    const quote = event.target.closest?.("blockquote");
    const way = quote?.querySelector(".attache-way");
    if (!way || quote.closest(".card") || event.target.closest("a, button")) return;
    if (!inner.getSelection().isCollapsed) return;
    location.assign(way.href);
  });
}

// A frame may be loaded before this runs.
function whenLoaded(inner, then) {
  const isThere = inner.contentDocument?.readyState === "complete" && inner.contentDocument.URL !== "about:blank";
  if (isThere) then();
  inner.addEventListener("load", then);
}

if (frame) whenLoaded(frame, leadToSources);
for (const inner of document.querySelectorAll("iframe")) {
  whenLoaded(inner, () => restore(inner.id, inner.contentWindow));
}
restore("page", window);
document.addEventListener("focusout", () => changed && setTimeout(reload));
say("live", "Live");
follow();
