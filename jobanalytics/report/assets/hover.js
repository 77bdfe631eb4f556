// Tells of the point that is nearest to the pointer, or that the arrow keys have come to, and draws
// its curve over the others.
//
// Vega-Lite's own way, a cell around every point, takes seconds for the curves of a few hundred
// jobs; looking through all points, and drawing one of them on top, takes milliseconds.
const hovering = (function () {
  "use strict";
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);

  function number(value) {
    return value === null || value === undefined ? "none"
      : Number(value.toPrecision(8)).toLocaleString("en", { maximumSignificantDigits: 8 });
  }

  function place(chart, x) {
    if (chart.x === "timestamp") {
      return ["time (UTC)", new Date(x).toISOString().replace("T", " ").slice(0, 19)];
    }
    return [chart.x === "elapsed" ? "elapsed (s)" : "iteration", number(x)];
  }

  // What there is to say of a row, as names and texts.
  function words(chart, row) {
    if (chart.kind === "curves") {
      const node = chart.nodes ? [["node", row.node]] : [];
      const group = row.group ? [["group", row.group]] : [];
      const state = row.state === "COMPLETED" ? [] : [["state", row.state]];
      return [["job", row.job], ...state, ...node, ...group, place(chart, row.x), ["value", number(row.y)]];
    }
    // Of bands what it is, and not how much of it a log scale shows.
    const [low, high] = row.interval || [row.low, row.high];
    const interval = [["95 % from", number(low)], ["to", number(high)], ["jobs", number(row.n)]];
    return chart.kind === "bands"
      ? [["group", row.group], place(chart, row.x), ["mean", number(row.y)], ...interval]
      : [["group", row.name], ["interquartile mean", number(row.x)], ...interval];
  }

  // Where the plot begins, in pixels of the canvas.
  function corner(view) {
    const [x, y] = view.origin(), padding = view.padding();
    return [x + padding.left, y + padding.top];
  }

  // Where a row is drawn, in pixels of the plot.
  function position(chart, view, row) {
    const x = view.scale("x"), y = view.scale("y");
    return chart.kind === "comparison"
      ? [x(row.x), y(row.group) + y.bandwidth() / 2] : [x(row.x), y(row.y)];
  }

  function nearest(chart, view, at) {
    let best = null, least = Infinity;
    if (at[0] < 0 || at[1] < 0 || at[0] > view.width() || at[1] > view.height()) { return null; }
    chart.rows_drawn.forEach(function (row) {
      if (row.y === null) { return; }
      const [x, y] = position(chart, view, row);
      const distance = (x - at[0]) * (x - at[0]) + (y - at[1]) * (y - at[1]);
      if (distance < least) { least = distance; best = row; }
    });
    return best;
  }

  function show(chart, view, row, box) {
    const table = document.createElement("table");
    words(chart, row).forEach(function (pair) {
      const line = table.insertRow();
      pair.forEach(function (text) { line.insertCell().textContent = text; });
    });
    tip.replaceChildren(table);
    tip.hidden = false;
    const [x, y] = position(chart, view, row), origin = corner(view);
    const left = box.left + origin[0] + x + 14, top = box.top + origin[1] + y + 14;
    const right = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const bottom = document.documentElement.clientHeight - tip.offsetHeight - 8;
    tip.style.left = Math.max(8, left > right ? left - tip.offsetWidth - 28 : left) + "px";
    tip.style.top = Math.max(8, Math.min(top, bottom)) + "px";
    if (chart.kind !== "comparison") { draw(chart, view, row); }
  }

  function drawn(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(function (pair) { element.setAttribute(...pair); });
    return element;
  }

  function draw(chart, view, row) {
    const origin = corner(view), colour = view.scale("color")(row.series);
    const plot = drawn("svg", {
      class: "focus", width: view.width(), height: view.height(), "aria-hidden": "true",
    });
    plot.style.left = origin[0] + "px";
    plot.style.top = origin[1] + "px";
    let line = "", pen = "M";
    chart.rows_drawn.forEach(function (other) {
      if (other.curve !== row.curve) { return; }
      if (other.y === null) { pen = "M"; return; }
      line += pen + position(chart, view, other).join(" ");
      pen = "L";
    });
    plot.append(drawn("path", { d: line, stroke: colour, fill: "none", "stroke-width": 3.5 }));
    const [x, y] = position(chart, view, row);
    plot.append(drawn("circle", { cx: x, cy: y, r: 5, fill: colour }));
    chart.figure.querySelectorAll(".focus").forEach(function (old) { old.remove(); });
    chart.figure.querySelector(".canvas").append(plot);
  }

  function hide(chart) {
    chart.at = null;
    tip.hidden = true;
    chart.figure.querySelectorAll(".focus").forEach(function (old) { old.remove(); });
  }

  const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

  // The row that an arrow key leads to: along a curve, or to the next one at about the same x.
  function step(chart, key) {
    const rows = chart.rows_drawn.filter(function (row) { return row.y !== null; });
    const place = rows.indexOf(chart.at);
    if (place < 0) { return rows[0] || null; }
    if (chart.kind === "comparison") {
      return rows[place + (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1)] || chart.at;
    }
    if (key in STEPS) {
      const next = rows[place + STEPS[key]];
      return next && next.curve === chart.at.curve ? next : chart.at;
    }
    const curves = [...new Set(rows.map(function (row) { return row.curve; }))];
    const curve = curves[curves.indexOf(chart.at.curve) + (key === "ArrowDown" ? 1 : -1)];
    let best = chart.at;
    rows.forEach(function (row) {
      if (row.curve === curve && (best === chart.at
        || Math.abs(row.x - chart.at.x) < Math.abs(best.x - chart.at.x))) { best = row; }
    });
    return best;
  }

  // Listens to a chart; its view changes with every drawing.
  function attach(chart) {
    const area = chart.figure.querySelector(".canvas");
    let waiting = false;

    function canvas() { return area.querySelector("canvas"); }

    area.tabIndex = 0;
    area.setAttribute("role", "application");
    area.setAttribute("aria-label", chart.spec.description + " The arrow keys read its points.");
    area.addEventListener("pointermove", function (event) {
      if (waiting || !chart.result || event.buttons || !event.isTrusted
        || event.target !== canvas()) { return; }
      waiting = true;
      requestAnimationFrame(function () {
        waiting = false;
        if (!canvas()) { return; }
        const view = chart.result.view, box = canvas().getBoundingClientRect();
        const origin = corner(view);
        const at = [event.clientX - box.left - origin[0], event.clientY - box.top - origin[1]];
        const row = nearest(chart, view, at);
        if (row === null) {
          hide(chart);
        } else if (row !== chart.at) {
          chart.at = row;
          show(chart, view, row, box);
        }
      });
    });
    // What moves the curves would leave the one on top behind. Caught on its way in: Vega lets no
    // event that zooms get back out.
    ["pointerleave", "pointerdown", "wheel", "dblclick", "blur"].forEach(function (name) {
      area.addEventListener(name, function () { hide(chart); }, { passive: true, capture: true });
    });
    area.addEventListener("keydown", function (event) {
      if (!chart.result) { return; }
      if (event.key === "Escape") { hide(chart); }
      if (!event.key.startsWith("Arrow")) { return; }
      event.preventDefault();
      chart.at = step(chart, event.key);
      if (chart.at) { show(chart, chart.result.view, chart.at, canvas().getBoundingClientRect()); }
    });
  }

  return { attach: attach };
})();
