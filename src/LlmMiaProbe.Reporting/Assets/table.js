"use strict";
// The table of documents: only the rows that are in view exist.
report.table = (async () => {
  const rowHeight = 38, margin = 12;
  const grid = document.getElementById("grid");
  if (!grid) return;
  const [head, body] = [grid.querySelector("thead"), grid.querySelector("tbody")];
  const [search, label, found, shown] = ["search", "label", "found", "shown"].map(id => document.getElementById(id));
  const documents = await report.documents;
  const all = documents.id.map((_, i) => i);
  const state = { rows: all, key: null, direction: -1, active: 0, first: -1, last: -1 };

  const percentile = value => value === null ? "–" : (value * 100).toFixed(1);
  const decision = value => value === null ? "not tested" : value ? "found" : "not found";
  const attacks = report.facts.attacks.map((attack, i) => ({ ...attack, i }));
  const columns = [
    { name: "document", values: documents.id, text: value => value, words: true },
    { name: "label", values: documents.label, text: value => value, words: true },
    { name: "percentile", values: documents.below, text: percentile, title: "share of non-members that score below, in percent" },
    { name: "p", values: documents.p, text: report.chance, title: "conformal p-value" },
    { name: "adjusted p", values: documents.q, text: report.chance, title: "by Benjamini and Hochberg" },
    { name: "decision", values: documents.found, text: decision, title: "at the false discovery rate of the run" },
    { name: report.facts.lengths, values: documents.bytes, text: value => value.toLocaleString("en-US") },
    ...attacks.sort((a, b) => b.leading - a.leading || b.headline - a.headline || a.i - b.i).map(attack => (
      { name: attack.name, values: documents.scores[attack.i], text: value => report.number(value), title: attack.id, headline: attack.headline })),
  ];

  const headRow = report.element("tr", null, { "aria-rowindex": 1 });
  columns.forEach((column, i) => {
    const cell = report.element("th", null, { scope: "col", title: column.title, class: column.headline ? "headline" : null });
    const button = report.element("button", column.name, { type: "button" });
    button.addEventListener("click", () => {
      // Numbers are first asked for from the top, names from A.
      state.direction = state.key === i ? -state.direction : column.words || column.name.endsWith("p") ? 1 : -1;
      state.key = i;
      update();
    });
    cell.append(button);
    headRow.append(cell);
  });
  head.append(headRow);

  const compare = (a, b) => typeof a === "string" ? (a < b ? -1 : a > b ? 1 : 0) : a - b;

  function update() {
    const wanted = search.value.trim().toLowerCase();
    state.rows = all.filter(i => (!wanted || documents.id[i].toLowerCase().includes(wanted) || (documents.group[i] ?? "").toLowerCase().includes(wanted))
      && (!label.value || documents.label[i] === label.value) && (!found.checked || documents.found[i] === 1));
    if (state.key !== null) {
      const { values } = columns[state.key];
      // What is missing stays below, whichever way is up.
      state.rows.sort((a, b) => (values[a] === null) - (values[b] === null) || state.direction * (values[a] === null ? 0 : compare(values[a], values[b])) || a - b);
    }
    [...headRow.children].forEach((cell, i) => i === state.key
      ? cell.setAttribute("aria-sort", state.direction > 0 ? "ascending" : "descending") : cell.removeAttribute("aria-sort"));
    grid.querySelector("table").setAttribute("aria-rowcount", state.rows.length + 1);
    shown.textContent = `${state.rows.length.toLocaleString("en-US")} of ${all.length.toLocaleString("en-US")} documents`;
    grid.scrollTop = 0;
    state.active = 0;
    state.first = -1;
    draw();
  }

  const spacer = height => {
    const row = report.element("tr", null, { "aria-hidden": "true", class: "spacer" });
    row.append(report.element("td", null, { colspan: columns.length }));
    row.firstChild.style.height = `${height}px`;
    return row;
  };

  function rowOf(place) {
    const i = state.rows[place];
    const row = report.element("tr", null, { "aria-rowindex": place + 2, class: documents.found[i] === 1 ? "is-found" : null });
    columns.forEach((column, c) => {
      const cell = report.element(c === 0 ? "th" : "td", null, { scope: c === 0 ? "row" : null, class: column.words || column.name === "decision" ? null : "number" });
      if (c === 0) {
        const open = report.element("button", null, { type: "button", class: "open", tabindex: place === state.active ? 0 : -1 });
        open.append(report.element("bdi", column.values[i]));
        cell.append(open);
      } else {
        cell.textContent = column.text(column.values[i]);
        if (column.name === "label") cell.dataset.label = column.values[i];
      }
      row.append(cell);
    });
    row.addEventListener("click", () => { state.active = place; report.open(state.rows, place); });
    return row;
  }

  function draw() {
    const first = Math.max(0, Math.floor(grid.scrollTop / rowHeight) - margin);
    const last = Math.min(state.rows.length, Math.ceil((grid.scrollTop + grid.clientHeight) / rowHeight) + margin);
    if (first === state.first && last === state.last) return;
    [state.first, state.last] = [first, last];
    const focused = body.contains(document.activeElement);
    const rows = [spacer(first * rowHeight)];
    for (let place = first; place < last; place++) rows.push(rowOf(place));
    rows.push(spacer((state.rows.length - last) * rowHeight));
    body.replaceChildren(...rows);
    if (focused) activate(false);
  }

  function activate(scrolls) {
    if (scrolls) {
      const [top, height] = [state.active * rowHeight, grid.clientHeight - head.offsetHeight];
      if (top < grid.scrollTop) grid.scrollTop = top;
      else if (top + rowHeight > grid.scrollTop + height) grid.scrollTop = top + rowHeight - height;
      state.first = -1;
      draw();
    }
    body.querySelectorAll("button.open").forEach(button => { button.tabIndex = -1; });
    const button = body.querySelector(`tr[aria-rowindex="${state.active + 2}"] button.open`);
    if (button) {
      button.tabIndex = 0;
      button.focus({ preventScroll: true });
    }
  }

  body.addEventListener("keydown", event => {
    const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      event.preventDefault();
      state.active = Math.min(state.rows.length - 1, Math.max(0, state.active + moves[event.key]));
      activate(true);
    }
  });

  report.focusRow = place => { state.active = place; activate(true); };
  grid.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
  new ResizeObserver(() => draw()).observe(grid);
  [search, label, found].forEach(control => control.addEventListener("input", update));
  update();
  document.documentElement.dataset.table = "ready";
  return { rows: () => state.rows };
})();
