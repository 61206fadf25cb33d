/* A form that is drawn anew while it is filled in. Without a script the same comes of its button "Show". */

"use strict";

(() => {
  const form = document.querySelector("form[data-live]");
  if (!form) return;
  document.documentElement.classList.add("live");
  htmx.logger = (elt, name, detail) => { detail.error = ""; }; // what fails is said on the page: nobody reads the console
  const opened = new Map(); // by id, whether somebody has opened or shut it: what is drawn anew stays so
  let asked = typed(), held = null, top = 0; // the box that somebody is at, and where it stands

  function typed() {
    const now = document.querySelector("form[data-live]");
    if (!now) return "";
    const boxes = new URLSearchParams(new FormData(now));
    boxes.delete("keeping_number"); // it is counted up by each sending, and nothing that is typed
    return boxes.toString();
  }

  function lost(why) {
    for (const each of document.querySelectorAll("[data-lost]")) each.hidden = each.dataset.lost !== why;
  }

  document.addEventListener("click", (event) => {
    const details = event.target.closest?.("summary")?.parentElement;
    if (details?.id) opened.set(details.id, !details.open); // it is heard of before it happens
  });

  function asBefore() {
    for (const [id, open] of opened) {
      const found = document.getElementById(id);
      if (found && found.open !== open) found.open = open;
    }
    if (held?.isConnected) scrollBy(0, held.getBoundingClientRect().top - top);
  }

  /* A box that was left is a change, and typing in it was one already: what was asked is not asked again. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches("form[data-live]")) return;
    const now = typed();
    if (now === asked) event.preventDefault();
    asked = now;
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig.elt.matches(".led")) return; // the line that leads to the first plan goes away by itself
    const answer = event.detail.xhr, ours = answer.responseText.includes('id="said"');
    event.detail.shouldSwap = ours;
    event.detail.isError = !ours;
    if (!ours) asked = "";
    held = document.activeElement.closest("form[data-live]") && document.activeElement;
    top = held?.getBoundingClientRect().top;
    const signIn = new URL(answer.responseURL, location).pathname.startsWith("/accounts/"); // taper.js says so, and keeps the work
    lost(ours || signIn ? "" : answer.status >= 500 ? "server" : "moved");
  });

  /* What is above a card is shorter once it is chosen: it stays in sight. On a phone what it makes is drawn below: go there. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "choices") return;
    const wide = matchMedia("(min-width: 60rem)").matches;
    const there = wide ? document.querySelector(".out.on") : document.getElementById("preview");
    if (!there) return;
    there.focus({ preventScroll: true });
    there.scrollIntoView({ block: wide ? "center" : "start" });
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => { asked = ""; lost("server"); });
  }
  for (const name of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(name, asBefore);
  document.addEventListener("htmx:afterSettle", () => { if (!document.querySelector("form[data-live].htmx-request")) { asBefore(); held = null; } });
})();
