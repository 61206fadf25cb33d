/* A passkey is made, or shown, by the browser: without a script there is none. */

"use strict";

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  const said = form.querySelector("[data-said]");
  form.hidden = !window.PublicKeyCredential;

  const ask = async () => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return (await answer.json()).request_options;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      const options = await ask();
      const shown = form.dataset.passkey === "make" ? await webauthnJSON.create(options) : await webauthnJSON.get(options);
      form.elements.namedItem("credential").value = JSON.stringify(shown);
      form.submit();
    } catch (error) {
      said.textContent = form.dataset.failed;
    }
  });
});
