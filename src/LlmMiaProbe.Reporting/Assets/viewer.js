"use strict";
// Asks for the page again every two seconds, and puts its state in place of the one that is shown.
(() => {
  const every = 2000;
  const refresh = async () => {
    const shown = document.querySelector("[data-live]");
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("#live");
      if (!answer.ok || !now) {
        // The run is done, and this address shows its result.
        location.reload();
        return;
      }
      shown.replaceWith(document.adoptNode(now));
    } catch {
      shown.dataset.lost = "";
    }
    setTimeout(refresh, every);
  };
  setTimeout(refresh, every);
})();
