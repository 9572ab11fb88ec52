"use strict";
// Draws the specifications that the program wrote. Expressions are interpreted, since the page may not evaluate text.
report.charts = (async () => {
  const { attacks, charts, step } = report.facts;
  const rows = await report.unpack("chart-rows");
  const choice = document.getElementById("attack");
  const views = {};
  const chosen = () => attacks[choice ? Number(choice.value) : 0];

  const rowsOf = name => name === "histogram" ? rows.histogram[chosen()?.id] ?? [] : rows[name];

  for (const container of document.querySelectorAll("[data-chart]")) {
    const spec = charts[container.dataset.chart];
    const name = spec.data.name;
    const compiled = vegaLite.compile({ ...spec, datasets: { [name]: rowsOf(name) } }).spec;
    const view = new vega.View(vega.parse(compiled, null, { ast: true }), { expr: vegaInterpreter, renderer: "svg", container });
    await view.runAsync();
    // The label of the container says what there is to see.
    container.querySelector("svg")?.setAttribute("aria-hidden", "true");
    views[container.dataset.chart] = view;
  }

  choice?.addEventListener("change", async () => {
    const documents = await report.documents;
    const scores = documents.scores[Number(choice.value)];
    const dots = documents.ordinal.flatMap((ordinal, i) => ordinal % step || scores[i] === null ? []
      : [{ label: documents.label[i], bytes: Math.max(1, documents.bytes[i]), score: scores[i] }]);
    await views["scores-by-label"]?.data("histogram", rowsOf("histogram")).runAsync();
    await views["score-against-length"]?.data("length", dots).runAsync();
  });

  document.documentElement.dataset.charts = "drawn";
  return views;
})();
