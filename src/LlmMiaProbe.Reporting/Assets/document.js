"use strict";
// One document: its tokens as a heat map, then what is said of it and its scores.
(() => {
  const dialog = document.getElementById("document");
  if (!dialog) return;
  const [title, body] = [document.querySelector("#document-title bdi"), document.getElementById("document-body")];
  const blocks = new Map();
  const state = { rows: [], place: 0, mode: null };
  const portion = 3000;
  const { attacks, redacted } = report.facts;

  // Steps of the three heat maps: class numbers 0 to 8 by upper bound, in the unit of the data, and what the ends of the legend mean.
  const steps = {
    d: { name: "difference to the reference", bounds: [-200, -100, -50, -10, 10, 50, 100, 200], ends: ["below −2", "−1", "−0.5", "−0.1", "0", "0.1", "0.5", "1", "over 2"], falls: true, left: "learned", right: "not learned", note: "nats that the target expects the token more than the reference does; underlined: by more than 0.5" },
    l: { name: "log-probability", bounds: [10, 50, 100, 200, 300, 450, 600, 900], ends: ["0.1", "0.5", "1", "2", "3", "4.5", "6", "9", "more"], left: "expected", right: "surprising", note: "nats below certainty, up to" },
    r: { name: "rank", bounds: [1, 2, 5, 10, 30, 100, 300, 1000], ends: ["1", "2", "5", "10", "30", "100", "300", "1,000", "more"], left: "first choice", right: "far down", note: "place among the model's choices, up to" },
  };
  const step = (mode, value) => {
    if (value === null) return 8;
    const at = steps[mode].bounds.findIndex(bound => value <= bound);
    return at < 0 ? 8 : at;
  };
  const nats = hundredths => hundredths === null ? "−∞" : (hundredths / -100).toFixed(2).replace("-", "−").replace(/^−?0\.00$/, "0.00");
  const chance = hundredths => hundredths === null ? 0 : Math.exp(hundredths / -100);
  const percent = share => share >= 0.1 ? `${Math.round(share * 100)}%` : share >= 0.0001 ? `${Number((share * 100).toPrecision(2))}%` : "under 0.01%";

  const load = block => {
    if (!blocks.has(block)) {
      if (blocks.size >= 8) blocks.delete(blocks.keys().next().value);
      blocks.set(block, report.unpack(`evidence-${block}`));
    }
    return blocks.get(block);
  };

  function statement(documents, i) {
    const found = documents.found[i];
    const parts = documents.said[i] === null ? [] : [documents.said[i]];
    if (documents.p[i] !== null) parts.push(`p ${report.chance(documents.p[i])}, adjusted ${report.chance(documents.q[i])}`);
    parts.push(found === null ? "not tested" : found ? "found at the run's false discovery rate" : "not found at the run's false discovery rate");
    return parts.join(" · ");
  }

  const order = attacks.map((attack, i) => ({ ...attack, i })).sort((a, b) => b.leading - a.leading || b.headline - a.headline || a.i - b.i);

  // Where a score lies among those of the non-members, of which every hundredth is known.
  function place(score, [count, ...known]) {
    if (!count) return { words: "no non-member to compare with" };
    const below = known.filter(one => one < score).length;
    const words = below === 0 ? `above none of ${report.count(count, "non-member")}`
      : below === known.length ? `above all ${report.count(count, "non-member")}`
      : count === known.length ? `above ${below} of ${report.count(count, "non-member")}`
      : `above about ${Math.floor(100 * below / known.length)}% of ${report.count(count, "non-member")}`;
    return { words, below };
  }

  const shape = (name, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // Non-members as strokes, the document as a diamond; what lies far outside stands at the edge with an arrow.
  function strip(score, known, words) {
    const [low, high] = [known[0], known[known.length - 1]];
    const reach = (high - low || Math.abs(high) || 1) / 2;
    const [from, to] = [Math.max(Math.min(low, score), low - reach), Math.min(Math.max(high, score), high + reach)];
    const x = value => 8 + 184 * (to > from ? (Math.min(to, Math.max(from, value)) - from) / (to - from) : 0.5);
    const svg = shape("svg", { viewBox: "0 0 200 18", class: "place", role: "img", "aria-label": words });
    svg.append(shape("line", { x1: 4, x2: 196, y1: 9, y2: 9, class: "axis" }));
    for (const value of known) svg.append(shape("line", { x1: x(value), x2: x(value), y1: 4, y2: 14, class: "control" }));
    const at = x(score);
    svg.append(shape("path", { d: score < from ? "M0 9l9-6v12z" : score > to ? "M200 9l-9-6v12z" : `M${at} 2l6 7-6 7-6-7z`, class: "here" }));
    return svg;
  }

  function scores(documents, i) {
    const table = report.element("table", null, { class: "scores" });
    table.append(report.element("caption", "Scores: the diamond is this document, strokes are non-members; to the right is more member-like"));
    const rows = report.element("tbody");
    for (const attack of order) {
      const why = documents.why.find(([of, row]) => of === attack.i && row === i);
      const score = documents.scores[attack.i][i];
      const row = report.element("tr", null, { class: attack.headline ? "headline" : null });
      const told = score === null ? { words: why ? documents.reasons[why[2]] : "no score" } : place(score, documents.controls[attack.i]);
      row.append(report.element("th", attack.name, { scope: "row", title: attack.id }));
      const drawn = report.element("td");
      if (told.below !== undefined) drawn.append(strip(score, documents.controls[attack.i].slice(1), told.words));
      row.append(drawn, report.element("td", told.words, { title: score === null ? null : `score ${report.number(score, 5)}` }));
      rows.append(row);
    }
    table.append(rows);
    return table;
  }

  function heatMap(tokens) {
    const map = report.element("div", null, { class: "tokens", tabindex: 0, role: "group", "aria-label": "Tokens; arrow keys move from token to token", dir: "auto" });
    const legend = report.element("p", null, { class: "legend" });
    const inspector = report.element("div", "Point at a token, or move to it with the arrow keys.", { class: "inspector", "aria-live": "polite" });
    const count = tokens.l.length;
    const cells = [], given = tokens.c ?? [];
    let drawn = 0, active = -1, told = 0;

    const text = t => tokens.t ? tokens.w[tokens.t[t]] : "■";
    const draw = to => {
      const added = document.createDocumentFragment();
      const tell = () => { for (; told < given.length && given[told][0] <= drawn; told++) added.append(report.element("span", given[told][1], { class: "given" })); };
      for (; drawn < Math.min(to, count); drawn++) {
        tell();
        const cell = report.element("span", text(drawn).replaceAll("\n", "⏎\n").replaceAll("\t", "⇥\t") || "·", { class: "token" });
        cell.dataset.t = drawn;
        cells.push(cell);
        added.append(cell);
      }
      if (drawn === count) tell();
      map.append(added);
      colour();
    };
    const colour = () => {
      for (const cell of map.querySelectorAll(".token")) cell.className = `token ${state.mode}${step(state.mode, tokens[state.mode][cell.dataset.t])}${Number(cell.dataset.t) === active ? " active" : ""}`;
    };
    const choose = mode => {
      state.mode = mode;
      const { ends, falls, left, right, note } = steps[mode];
      const keys = ends.map((end, i) => report.element("span", end, { class: `token ${mode}${i}` }));
      legend.replaceChildren(report.element("strong", `${left} ←`), ...(falls ? keys.reverse() : keys), report.element("strong", `→ ${right}`), report.element("span", note, { class: "legend-note" }));
      colour();
    };
    const quote = word => word === undefined ? "a token" : `“${word.replaceAll("\n", "⏎").replaceAll("\t", "⇥")}”`;
    const inspect = t => {
      cells[active]?.classList.remove("active");
      active = t;
      cells[t]?.classList.add("active");
      const parts = [
        `log-probability ${nats(tokens.l[t])} nats (${percent(chance(tokens.l[t]))})`,
      ];
      if (tokens.r) parts.push(`rank ${tokens.r[t].toLocaleString("en-US")}`);
      if (tokens.d) parts.push(`reference ${tokens.d[t] === null ? "–" : nats(tokens.l[t] + tokens.d[t])} nats, difference ${tokens.d[t] === null ? "–" : (tokens.d[t] > 0 ? "+" : "") + nats(-tokens.d[t])}`);
      if (tokens.q) parts.push(tokens.g
        ? tokens.r?.[t] === 1 ? "the model's own top guess" : `the model's own top guess: ${quote(tokens.w[tokens.g[t]])} (${percent(chance(tokens.q[t]))})`
        : `its own top guess has ${percent(chance(tokens.q[t]))}`);
      const list = report.element("ul");
      list.append(...parts.map(part => report.element("li", part)));
      inspector.replaceChildren(report.element("bdi", redacted || !tokens.t ? `token ${t + 1}` : quote(text(t))), list);
    };

    map.addEventListener("pointerover", event => { if (event.target.dataset.t) inspect(Number(event.target.dataset.t)); });
    map.addEventListener("click", event => { if (event.target.dataset.t) inspect(Number(event.target.dataset.t)); });
    map.addEventListener("keydown", event => {
      const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10, Home: -count, End: count };
      if (event.key in moves) {
        event.preventDefault();
        inspect(Math.min(drawn - 1, Math.max(0, active + moves[event.key])));
        cells[active].scrollIntoView({ block: "nearest" });
      }
    });

    const modes = Object.keys(steps).filter(mode => tokens[mode]);
    if (!modes.includes(state.mode)) state.mode = modes[0];
    const choice = report.element("fieldset", null, { class: "modes" });
    choice.append(report.element("legend", "Heat map"));
    for (const mode of modes) {
      const option = report.element("label");
      const radio = report.element("input", null, { type: "radio", name: "mode", value: mode });
      radio.checked = mode === state.mode;
      radio.addEventListener("change", () => choose(mode));
      option.append(radio, report.element("span", steps[mode].name));
      choice.append(option);
    }

    const side = report.element("div", null, { class: "beside-map" });
    side.append(map, inspector);
    const parts = [choice, legend, side];
    if (given.length) parts.push(report.element("p", "Grey: what the model reads of the conversation and is not scored on.", { class: "note" }));
    if (tokens.first !== undefined) parts.push(report.element("p", `The first token, ${quote(tokens.first)}, has no score: nothing precedes it.`, { class: "note" }));
    draw(portion);
    if (count > drawn) {
      const more = report.element("button", `Show more of ${count.toLocaleString("en-US")} tokens`, { type: "button" });
      more.addEventListener("click", () => { draw(drawn + portion); if (drawn >= count) more.remove(); });
      parts.push(more);
    }
    if (tokens.left) parts.push(report.element("p", `${tokens.left.toLocaleString("en-US")} further tokens are not in this file; 'mia-probe evidence export' writes them all.`, { class: "note" }));
    choose(state.mode);
    return parts;
  }

  async function show() {
    const documents = await report.documents;
    const place = state.place, i = state.rows[place];
    title.textContent = documents.id[i];
    document.getElementById("previous").disabled = place === 0;
    document.getElementById("next").disabled = place === state.rows.length - 1;
    const facts = [documents.label[i], documents.group[i] === null ? null : `group ${documents.group[i]}`, `${documents.bytes[i].toLocaleString("en-US")} bytes${documents.whole[i] === null ? "" : ` scored of ${documents.whole[i].toLocaleString("en-US")}`}`, `sha256 ${documents.hash[i]}…`].filter(part => part);
    const tokens = documents.block[i] === null ? null : (await load(documents.block[i]))[documents.index[i]];
    if (state.place !== place) return;
    body.replaceChildren(
      report.element("p", statement(documents, i), { class: "statement" }),
      ...(tokens ? heatMap(tokens) : [report.element("p", "This file holds no token evidence of this document: it failed, or it was left out for size.", { class: "note" })]),
      scores(documents, i),
      report.element("p", facts.join(" · "), { class: "facts-line" }),
      report.element("p", documents.extracted[i] === null ? "Extraction: this report holds no evidence of it." : `Extraction, another question: ${documents.extracted[i]}`, { class: "note" }));
    body.scrollTop = 0;
    body.dataset.shown = String(i);
  }

  // The address names the document that is shown, so that it can be passed on; one step back closes it.
  const hash = i => `#doc=${encodeURIComponent(i)}`;
  let isOwnEntry = false;
  report.open = async (rows, place) => {
    [state.rows, state.place] = [rows, place];
    show();
    const address = hash((await report.documents).id[rows[place]]);
    if (!dialog.open) {
      dialog.showModal();
      if (location.hash !== address) {
        isOwnEntry = true;
        location.hash = address;
      }
    } else if (location.hash !== address) location.replace(address);
  };
  const follow = async () => {
    const id = location.hash.startsWith("#doc=") ? decode(location.hash.slice(5)) : null;
    if (id === null) {
      isOwnEntry = false;
      if (dialog.open) dialog.close();
      return;
    }
    const documents = await report.documents;
    const at = documents.id.indexOf(id);
    if (at < 0 || (dialog.open && state.rows[state.place] === at)) return;
    const rows = (await report.table).rows();
    report.open(rows.includes(at) ? rows : documents.id.map((_, i) => i), rows.includes(at) ? rows.indexOf(at) : at);
  };
  const decode = text => {
    try {
      return decodeURIComponent(text);
    } catch {
      return null;
    }
  };
  addEventListener("hashchange", follow);
  const turn = by => {
    const place = state.place + by;
    if (place >= 0 && place < state.rows.length) report.open(state.rows, place);
  };
  document.getElementById("previous").addEventListener("click", () => turn(-1));
  document.getElementById("next").addEventListener("click", () => turn(1));
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    if (location.hash.startsWith("#doc=")) {
      if (isOwnEntry) history.back();
      else location.replace("#documents");
    }
    isOwnEntry = false;
    report.focusRow(state.place);
  });
  follow();
})();
