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
