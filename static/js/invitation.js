// The code of an invitation stands behind the # of its link, which no browser sends anywhere: put it into its box.
"use strict";
(() => {
  const box = document.getElementById("id_code");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!box || !code) return;
  box.value = code;
  history.replaceState(null, "", location.pathname);
})();
