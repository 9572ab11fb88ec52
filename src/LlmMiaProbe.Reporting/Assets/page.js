"use strict";
// What all parts of the page share. Text of documents enters it through textContent only.
const report = { facts: JSON.parse(document.getElementById("page-facts").textContent) };

// JSON that lies compressed in an inert element.
report.unpack = async id => {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
};

// A report on extraction alone has no table of documents.
report.documents = document.getElementById("documents-block") && report.unpack("documents-block");

report.element = (name, text, attributes = {}) => {
  const element = document.createElement(name);
  if (text !== undefined && text !== null) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  return element;
};

report.count = (count, noun) => `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

// Very large and very small numbers as powers of ten that are written out: 1.8 × 10³⁰.
const raised = power => [...String(power)].map(c => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");
report.number = (value, digits = 4) => {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-5)) {
    const [head, power] = value.toExponential(1).split("e");
    return `${head.replace("-", "−")} × 10${raised(Number(power))}`;
  }
  return String(Number(value.toPrecision(digits))).replace("-", "−");
};

// A p-value: two digits that count, and one is no certainty.
report.chance = value => value === null || value === undefined ? "–" : value >= 0.995 ? "1.00" : report.number(value, 2);

(() => {
  const buttons = [...document.querySelectorAll("[data-theme-choice]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = button.dataset.themeChoice;
      buttons.forEach(other => other.setAttribute("aria-pressed", String(other === button)));
    });
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = "Copied";
      } catch {
        // Without leave for the clipboard the text is at least selected.
        getSelection().selectAllChildren(source);
        button.textContent = "Selected";
      }
    });
  }

  // A table that is wider than the screen says so.
  const wide = new ResizeObserver(entries => entries.forEach(({ target }) => target.classList.toggle("more", target.scrollWidth > target.clientWidth + 1)));
  document.querySelectorAll(".scroll").forEach(scroll => wide.observe(scroll));

  // On paper everything is open.
  addEventListener("beforeprint", () => document.querySelectorAll("main details").forEach(details => { details.open = true; }));

  const links = new Map([...document.querySelectorAll("header.page nav a")].map(link => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(entries => {
    for (const entry of entries.filter(one => one.isIntersecting)) {
      links.forEach((link, id) => id === entry.target.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    }
  }, { rootMargin: "-25% 0px -65% 0px" });
  links.forEach((_, id) => seen.observe(document.getElementById(id)));
})();
