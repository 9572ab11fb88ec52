"use strict";
// One document: what is said of it, its scores, and its tokens as a heat map.
(() => {
  const dialog = document.getElementById("document");
  if (!dialog) return;
  const [title, body] = [document.querySelector("#document-title bdi"), document.getElementById("document-body")];
  const blocks = new Map();
  const state = { rows: [], place: 0, mode: "l" };
  const portion = 3000;
  const { attacks, redacted } = report.facts;

  // Steps of the three heat maps: class numbers 0 to 8 by upper bound, in the unit of the data.
  const steps = {
    l: { name: "log-probability", bounds: [10, 50, 100, 200, 300, 450, 600, 900], ends: ["0.1", "0.5", "1", "2", "3", "4.5", "6", "9", "more"], note: "nats below certainty, up to; stronger: the model expected the token" },
    d: { name: "difference to the reference", bounds: [-200, -100, -50, -10, 10, 50, 100, 200], ends: ["below −2", "−1", "−0.5", "−0.1", "0", "0.1", "0.5", "1", "over 2"], note: "nats; blue: the target expects the token more than the reference does; orange: less" },
    r: { name: "rank", bounds: [1, 2, 5, 10, 30, 100, 300, 1000], ends: ["1", "2", "5", "10", "30", "100", "300", "1,000", "more"], note: "rank, up to; stronger: the token was among the model's first choices" },
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
    if (documents.p[i] !== null) parts.push(`p ${report.number(documents.p[i], 2)}, adjusted ${report.number(documents.q[i], 2)}`);
    parts.push(found === null ? "not tested" : found ? "found at the run's false discovery rate" : "not found at the run's false discovery rate");
    return parts.join(" · ");
  }

  function scores(documents, i) {
    const list = report.element("dl", null, { class: "scores" });
    attacks.forEach((attack, a) => {
      const why = documents.why.find(([of, row]) => of === a && row === i);
      const entry = report.element("div", null, { class: attack.headline ? "headline" : null });
      entry.append(report.element("dt", attack.name, { title: attack.id }), report.element("dd", why ? `– ${documents.reasons[why[2]]}` : report.number(documents.scores[a][i], 5)));
      list.append(entry);
    });
    return list;
  }

  function heatMap(tokens) {
    const map = report.element("div", null, { class: "tokens", tabindex: 0, role: "group", "aria-label": "Tokens; arrow keys move from token to token", dir: "auto" });
    const legend = report.element("p", null, { class: "legend" });
    const inspector = report.element("p", "Point at a token, or move to it with the arrow keys.", { class: "inspector", "aria-live": "polite" });
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
      legend.replaceChildren(...steps[mode].ends.map((end, i) => report.element("span", end, { class: `token ${mode}${i}` })), report.element("span", steps[mode].note, { class: "legend-note" }));
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
      inspector.replaceChildren(report.element("bdi", redacted || !tokens.t ? `token ${t + 1}` : quote(text(t))), ` · ${parts.join(" · ")}`);
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
    if (!modes.includes(state.mode)) state.mode = "l";
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

    const parts = [choice, legend, inspector, map];
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
      report.element("p", facts.join(" · "), { class: "facts-line" }),
      scores(documents, i),
      ...(tokens ? heatMap(tokens) : [report.element("p", "This file holds no token evidence of this document: it failed, or it was left out for size.", { class: "note" })]),
      report.element("p", documents.extracted[i] === null ? "Extraction: this report holds no evidence of it." : `Extraction, another question: ${documents.extracted[i]}`, { class: "note" }));
    body.scrollTop = 0;
    body.dataset.shown = String(i);
  }

  report.open = (rows, place) => {
    [state.rows, state.place] = [rows, place];
    show();
    if (!dialog.open) dialog.showModal();
  };
  const turn = by => {
    const place = state.place + by;
    if (place >= 0 && place < state.rows.length) report.open(state.rows, place);
  };
  document.getElementById("previous").addEventListener("click", () => turn(-1));
  document.getElementById("next").addEventListener("click", () => turn(1));
  document.getElementById("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => report.focusRow(state.place));
})();
