"use strict";
// Draws the specifications that the program wrote. Expressions are interpreted, since the page may not evaluate text.
report.charts = (() => {
  const { attacks, charts, step } = report.facts;
  const choice = document.getElementById("attack");
  const views = {};

  // Columns back to rows: texts in runs, numbers in steps.
  const columns = {
    w: ({ w, a }) => a.flatMap((word, i) => i % 2 ? [] : Array(a[i + 1]).fill(w[word])),
    s: ({ s, d }) => { let sum = 0; return s.map(by => (sum += by) / 10 ** d); },
  };
  const rowsOf = packed => {
    const unpacked = Object.entries(packed).map(([name, column]) => [name, columns[column.w ? "w" : "s"](column)]);
    return (unpacked[0]?.[1] ?? []).map((_, i) => Object.fromEntries(unpacked.map(([name, cells]) => [name, cells[i]])));
  };

  // Nothing here waits for anything but itself, so that all is drawn before the page counts as loaded, and prints at once.
  const rows = JSON.parse(document.getElementById("chart-rows").textContent);
  const drawn = [...document.querySelectorAll("[data-chart]")].map(async container => {
    const spec = charts[container.dataset.chart];
    const name = spec.data.name;
    const compiled = vegaLite.compile({ ...spec, datasets: { [name]: rowsOf(rows[name] ?? {}) } }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), { expr: vegaInterpreter, renderer: "svg", container });
    views[container.dataset.chart] = view;
    await view.runAsync();
    // The label of the container says what there is to see.
    container.querySelector("svg")?.setAttribute("aria-hidden", "true");
  });
  Promise.all(drawn).then(() => { document.documentElement.dataset.charts = "drawn"; });

  choice?.addEventListener("change", async () => {
    const documents = await report.documents;
    const histograms = await (report.histograms ??= report.unpack("histogram-rows"));
    const scores = documents.scores[Number(choice.value)];
    const dots = documents.ordinal.flatMap((ordinal, i) => ordinal % step || scores[i] === null ? []
      : [{ label: documents.label[i], bytes: Math.max(1, documents.bytes[i]), score: scores[i] }]);
    await views["scores-by-label"]?.data("histogram", rowsOf(histograms[attacks[Number(choice.value)].id] ?? {})).runAsync();
    await views["score-against-length"]?.data("length", dots).runAsync();
  });

  return views;
})();
