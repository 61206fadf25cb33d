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

/* Whoever did nothing for a while is told before the session ends, and answers with one key. At its longest end nothing can be
   answered: that is told once. Once it has ended the page goes, for whoever comes by could read it. The server decides: this only asks it, and asking is no use of the session. */

(() => {
  const box = document.querySelector("dialog[data-idle]");
  if (!box) return;
  const form = box.querySelector("form"), address = form.action, warn = Number(box.dataset.warn) * 1000;
  const words = box.querySelector("[data-left]"), stay = box.querySelector("[data-stay]");
  const seen = box.querySelector("[data-seen]"), whys = box.querySelectorAll("[data-why]");
  let ends = Date.now() + Number(box.dataset.ends) * 1000, last = "last" in box.dataset, told = false, waiting = 0, before = null;

  const leave = () => location.replace(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);

  const ask = async (method) => {
    const sent = method === "GET" ? { headers: { Background: "1" } } : { body: new URLSearchParams(new FormData(form)) };
    try {
      const answer = await fetch(address, { method, redirect: "manual", ...sent });
      if (!answer.ok) return answer.type === "opaqueredirect" || answer.status === 403 ? leave() : undefined;
      const said = await answer.json();
      ends = Date.now() + Number(said.left) * 1000;
      if (last !== said.last) close();
      last = said.last;
    } catch (error) {
      /* No connection: what is known stays, and the page goes when it is time. */
    }
  };

  const close = () => {
    if (!box.open) return;
    box.close();
    before?.focus?.();
  };

  const look = async () => {
    clearTimeout(waiting);
    if (ends - Date.now() <= warn) await ask("GET"); // another window may have been used since
    const left = ends - Date.now();
    if (left <= 0) return leave();
    if (left > warn) {
      close();
      waiting = setTimeout(look, left - warn);
      return;
    }
    if (!box.open && !(last && told)) {
      before = document.activeElement;
      for (const why of whys) why.hidden = (why.dataset.why === "longest") !== last;
      stay.hidden = last;
      seen.hidden = !last;
      box.showModal();
      (last ? seen : stay).focus();
    }
    const minutes = Math.ceil(left / 60000);
    words.textContent = left < 60000 ? "in less than a minute" : minutes === 1 ? "in a minute" : `in ${minutes} minutes`;
    waiting = setTimeout(look, Math.min(left, 15000));
  };

  const answer = async () => {
    if (last) told = true;
    else await ask("POST");
    close();
    look();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    answer();
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("pageshow", (event) => event.persisted && look());
  waiting = setTimeout(look, Math.max(0, ends - Date.now() - warn));
})();

/* How far a job is, from the list of jobs: that page shows no patient, so that looking leaves no event, and is no use of the session. */
(() => {
  const far = document.querySelector("[data-job]");
  if (!far) return;
  const words = far.querySelector("h2"), bar = far.querySelector("progress"), ended = far.querySelector("[data-ended]");
  const again = () => setTimeout(look, 5000);

  const look = async () => {
    if (document.hidden) return again();
    try {
      const answer = await fetch(far.dataset.list, { redirect: "manual", headers: { Background: "1" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector(`[data-far="${far.dataset.job}"]`);
      if (!now) return;
      words.textContent = now.textContent;
      bar.value = now.dataset.over;
      if (now.dataset.state === "open") return again();
      ended.textContent = ended.dataset.ended;
    } catch (error) {
      again(); // no connection: what is known stays
    }
  };

  again();
})();
