/* Whoever did nothing for a while is told before the session ends, and answers with one key. At its longest end nothing can be
   answered: that is told once. Once it has ended the page goes, for whoever comes by could read it. The server decides: this only asks it, and asking is no use of the session. */

"use strict";

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
