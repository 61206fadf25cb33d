/* What only a script can do. Every page works without it. */

"use strict";

/* The key / goes to the search, but not while something is being typed, and only where the user has not switched it off. */
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("[data-slash]");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || !search || typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  search.focus();
  search.select();
});

/* What is typed into a form is kept on the server, for its user, until it is sent: a moment after the last key, at once when
   something is chosen, and on every way out of the page. Nothing is stored in the browser, and nothing is computed here. */
(() => {
  const PAUSE = 1500;

  const keep = (token) => {
    const form = token.form, said = form.parentNode.insertBefore(document.createElement("p"), form.nextSibling);
    said.className = "kept-said no-print";
    let waiting = 0, changed = false, sending = null;

    const say = (words, isWrong) => {
      said.setAttribute("role", isWrong ? "alert" : "note");
      said.classList.toggle("kept-wrong", Boolean(isWrong));
      said.textContent = words;
    };

    const answered = async (answer) => {
      if (answer.headers.has("Kept")) return say(`Kept as you typed it, ${answer.headers.get("Kept")}.`);
      changed = true;
      if (answer.redirected) return signedOut();
      say(answer.status === 409 ? await answer.text() : "What you typed last is not kept. Send the form, or change something to try again.", true);
    };

    const signedOut = () => {
      say("You are signed out. What you typed is kept for you: ", true);
      const link = said.appendChild(document.createElement("a"));
      link.href = `/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
      link.textContent = "sign in again";
    };

    const send = (isLeaving) => {
      clearTimeout(waiting);
      if (!changed) return;
      changed = false;
      sending?.abort();
      sending = new AbortController();
      const number = form.elements.namedItem("keeping_number");
      number.value = Number(number.value) + 1; // one that is on its way when the form is sent is known to be overtaken
      const body = new URLSearchParams(new FormData(form));
      const told = fetch(token.dataset.keep, { method: "POST", body, keepalive: isLeaving, signal: isLeaving ? null : sending.signal });
      told.then(answered).catch((error) => {
        if (error.name === "AbortError") return;
        changed = true;
        say("There is no connection, so what you typed last is not kept yet.", true);
      });
    };

    const later = (event) => {
      changed = true;
      clearTimeout(waiting);
      waiting = setTimeout(send, event.type === "change" ? 0 : PAUSE);
    };

    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      changed = false; // it is on its way, whole
      clearTimeout(waiting);
      sending?.abort();
    });
    addEventListener("pagehide", () => send(true));
    document.addEventListener("visibilitychange", () => document.hidden && send(true));
  };

  document.querySelectorAll("form input[name=keeping][data-keep]").forEach((token) => {
    if (!token.form.closest(".kept")) keep(token);
  });
})();

/* A password can be shown while it is typed, and says when caps lock is on. It is hidden again before it is sent. */
document.querySelectorAll("input[type=password]").forEach((box) => {
  const show = document.createElement("button"), caps = document.createElement("p");
  const hide = (hidden) => {
    box.type = hidden ? "password" : "text";
    show.textContent = hidden ? "Show password" : "Hide password";
  };
  Object.assign(show, { type: "button", className: "btn btn-plain" });
  show.setAttribute("aria-controls", box.id);
  caps.setAttribute("role", "status");
  caps.className = "hint";
  hide(true);
  box.after(show, caps);
  show.addEventListener("click", () => hide(box.type === "text"));
  box.form.addEventListener("submit", () => hide(true));
  box.addEventListener("keyup", (event) => (caps.textContent = event.getModifierState("CapsLock") ? "Caps lock is on." : ""));
});
