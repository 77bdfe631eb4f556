// Draws the charts of the page from its data, and keeps them in step with what the reader chooses.
(function () {
  "use strict";
  const report = JSON.parse(document.getElementById("report-data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let printing = false;

  // Okabe and Ito's colours, which the colour-blind tell apart: on white without the yellow and on
  // black without the blue, which nobody sees there.
  const COLORS = {
    light: ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"],
    dark: ["#56B4E9", "#E69F00", "#2DBE92", "#CC79A7", "#F0E442", "#E8742A", "#FFFFFF"],
  };
  const DASHES = [[1, 0], [8, 3], [3, 2], [8, 3, 2, 3]];

  function dash(place) { return DASHES[place % DASHES.length]; }

  function isDark() { return dark.matches && !printing; }

  function colorScale(chart) {
    const domain = [...chart.legend.keys()];
    if (!chart.ordered) {
      const palette = COLORS[isDark() ? "dark" : "light"];
      const range = domain.map(function (place) { return palette[place % palette.length]; });
      return { domain: domain, range: range };
    }
    // The ends of the scale are too pale on white, and too deep on black.
    const extent = isDark() ? [0.3, 1] : [0, 0.85];
    return { domain: domain, scheme: { name: "viridis", extent: extent, count: domain.length } };
  }

  function style() {
    const own = getComputedStyle(document.documentElement);
    const [ink, soft, line, ground] = printing ? ["#000000", "#444444", "#bbbbbb", "#ffffff"]
      : ["--ink", "--soft", "--line", "--paper"].map(function (name) {
        return own.getPropertyValue(name);
      });
    return {
      background: ground,
      font: getComputedStyle(document.body).fontFamily,
      view: { stroke: line },
      axis: {
        labelColor: soft, titleColor: ink, gridColor: line, domainColor: soft, tickColor: soft,
        labelFontSize: 12, titleFontSize: 13, titleFontWeight: "normal", gridOpacity: 0.6,
        titleLimit: 320,
      },
    };
  }

  // ------------------------------------------------------------------------------------ rows

  function curveRows(chart, jobs) {
    const rows = [];
    chart.curves.forEach(function (curve, place) {
      if (chart.hidden.has(curve.series) || (jobs && !jobs.has(curve.job))) { return; }
      const group = report.groups.length ? report.groups[report.groupOfJob[curve.job]] : "";
      curve.x.forEach(function (x, at) {
        rows.push({
          curve: place, series: curve.series, job: report.jobs[curve.job], node: curve.node,
          state: report.states[curve.job],
          group: group, x: x, y: curve.y[at],
        });
      });
    });
    return rows;
  }

  function bandRows(chart) {
    const rows = [];
    chart.bands.forEach(function (band, place) {
      if (chart.hidden.has(band.series)) { return; }
      const name = chart.legend[band.series] + (band.node ? ", node " + band.node : "");
      band.x.forEach(function (x, at) {
        rows.push({
          curve: place, series: band.series, group: name, x: x, y: band.y[at],
          low: band.low[at], high: band.high[at], interval: [band.low[at], band.high[at]],
          n: band.n[at],
        });
      });
    });
    return rows;
  }

  // How far a log scale goes below the lowest line: ordinary intervals are whole, and one that ends
  // near 0 does not add decades of nothing.
  const ROOM = 3;

  // A logarithm has no place for what is not positive: lines are interrupted there, and areas go
  // down to the bottom.
  function positive(rows) {
    const lowest = rows.reduce(function (least, row) {
      return row.y > 0 ? Math.min(least, row.y) : least;
    }, Infinity);
    return rows.map(function (row) {
      const has = row.y > 0, is_area = has && typeof row.low === "number";
      return Object.assign({}, row, {
        y: has ? row.y : null,
        low: is_area ? Math.max(row.low, lowest / ROOM) : null,
        high: has ? row.high : null,
        is_cut: is_area && row.low < lowest / ROOM,
      });
    });
  }

  const GOING = new Set(["RUNNING", "CANCELLING"]);
  const SHAPED = new Set(["FAILED", "CANCELLED", "CANCELLING", "RUNNING"]);

  // What has no place on the axes, or says how a curve ended: of the curves that are drawn.
  function marksOf(chart, rows) {
    const marks = [];
    (chart.curves || chart.bands || []).forEach(function (curve, place) {
      if (chart.hidden.has(curve.series) || (chart.jobs && !chart.jobs.has(curve.job))) { return; }
      Object.entries(curve.marks).forEach(function (pair) {
        pair[1].forEach(function (x) {
          marks.push({ curve: place, series: curve.series, kind: pair[0], x: x });
        });
      });
    });
    if (chart.kind !== "curves") { return marks; }
    const last = new Map();
    rows.forEach(function (row) { if (row.y !== null) { last.set(row.curve, row); } });
    last.forEach(function (row) {
      if (row.state === "COMPLETED") { return; }
      const where = chart.log && row.y <= 0 ? "_below" : "";
      marks.push({
        curve: row.curve, series: row.series, x: row.x, y: row.y,
        kind: (GOING.has(row.state) ? "going" : "ended") + where,
        state: SHAPED.has(row.state) ? row.state : "other",
      });
    });
    return marks;
  }

  function rowsOf(chart) {
    const rows = chart.kind === "curves" ? curveRows(chart, chart.jobs)
      : chart.kind === "bands" ? bandRows(chart) : chart.rows;
    chart.rows_drawn = markLone(chart.log ? positive(rows) : rows);
    chart.marks_drawn = marksOf(chart, rows);
    return chart.rows_drawn;
  }

  // Which layers have something to draw: of nothing there are no scales, which Vega warns of.
  function layersOf(chart) {
    const rows = chart.rows_drawn, kinds = chart.marks_drawn.map(function (mark) { return mark.kind; });
    const found = new Set(kinds.map(function (kind) { return "marks_" + kind; }));
    if (rows.some(function (row) { return row.lone; })) { found.add("lone"); }
    if (rows.some(function (row) { return typeof row.low === "number"; })) { found.add("areas"); }
    return found;
  }

  function isOptional(name) { return name === "lone" || name === "areas" || name.startsWith("marks_"); }

  function same(one, other) {
    return one.size === other.size && [...one].every(function (each) { return other.has(each); });
  }

  function hasSomething(chart) {
    return chart.rows_drawn.some(function (row) { return row.y !== null; });
  }

  // Nothing leads to a value between two gaps, so that a line does not show it.
  function markLone(rows) {
    function isGap(row, curve) { return !row || row.curve !== curve || row.y === null; }
    rows.forEach(function (row, at) {
      row.lone = isGap(rows[at - 1], row.curve) && isGap(rows[at + 1], row.curve) && row.y !== null;
    });
    return rows;
  }

  // What a log scale draws at its bottom, and is further down.
  function sayBelow(chart) {
    const words = [], cut = chart.rows_drawn.filter(function (row) { return row.is_cut; });
    const zero = cut.filter(function (row) { return row.interval[0] <= 0; });
    if (cut.length) {
      words.push("At " + cut.length + " points the interval goes on below the chart, at " + zero.length
        + " of them to 0 or less.");
    }
    if (chart.marks_drawn.some(function (mark) { return mark.kind.endsWith("_below"); })) {
      words.push("Where a job that has not COMPLETED ended at 0 or below, its mark is at the bottom edge.");
    }
    return words;
  }

  function say(chart) {
    const words = [];
    if (chart.log) {
      const lost = (chart.curves || chart.bands).reduce(function (count, curve) {
        return count + curve.y.filter(function (y) { return y !== null && y <= 0; }).length;
      }, 0);
      if (lost) { words.push(lost + " points are 0 or negative, and have no place on a log scale."); }
      words.push(...sayBelow(chart));
    }
    if (!hasSomething(chart)) {
      words.push(chart.jobs && !chart.jobs.size ? "No job matches the filter."
        : chart.marks_drawn.length ? "Nothing is left to draw: all of it is NaN or infinite."
          : "Nothing is left to draw.");
    } else if (chart.kind === "curves" && chart.jobs) {
      words.push("Only the jobs that match the filter are drawn.");
    }
    chart.figure.querySelector(".note").textContent = words.join(" ");
  }

  // ----------------------------------------------------------------------------------- drawing

  function draw(chart) {
    const rows = rowsOf(chart);
    say(chart);
    chart.is_stale = !hasSomething(chart);
    chart.figure.querySelector(".canvas").classList.toggle("nothing", chart.is_stale);
    chart.drawing = chart.drawing || Promise.resolve();
    if (chart.is_stale) { return chart.drawing; }
    chart.layers = layersOf(chart);
    const spec = specOf(chart);
    chart.drawing = chart.drawing.then(function () {
      if (chart.result) { chart.result.finalize(); }
      return embed(chart.figure.querySelector(".canvas"), spec);
    }).then(function (result) {
      chart.result = result;
      const scale = result.view.scale("color");
      chart.swatches.forEach(function (swatch, place) {
        swatch.setAttribute("stroke", scale(place));
      });
      chart.figure.dataset.drawn = String(Number(chart.figure.dataset.drawn || 0) + 1);
    });
    return chart.drawing;
  }

  function embed(box, spec) {
    // Interpreted, not compiled: the page's policy forbids eval.
    return vegaEmbed(box, spec, {
      ast: true, actions: false, defaultStyle: false, renderer: "canvas",
      scaleFactor: printing ? 2 : 1,
      tooltip: false,
    });
  }

  // The specification of a chart with its data and looks.
  function specOf(chart) {
    const spec = structuredClone(chart.spec);
    const color = colorScale(chart);
    spec.datasets = { rows: chart.rows_drawn, marks: chart.marks_drawn };
    spec.layer = spec.layer.filter(function (layer) {
      return !isOptional(layer.name || "") || chart.layers.has(layer.name);
    });
    spec.config = style();
    spec.autosize = { type: "fit-x", contains: "padding" };
    spec.layer.forEach(function (layer) {
      const encoding = layer.encoding;
      encoding.color.scale = color;
      if (encoding.strokeDash) {
        encoding.strokeDash.scale = { domain: color.domain, range: color.domain.map(dash) };
      }
      if (encoding.y.scale && chart.kind !== "comparison") {
        // So that no curve runs through the marks at the edge.
        if (chart.marks_drawn.length) { encoding.y.scale.padding = 24; }
        if (chart.log) {
          // Not to whole decades, which would leave areas that go on below in the air.
          encoding.y.scale = { type: "log", nice: false, padding: encoding.y.scale.padding };
        }
      }
    });
    return spec;
  }

  function update(chart) {
    const rows = rowsOf(chart);
    say(chart);
    const something = hasSomething(chart);
    chart.figure.querySelector(".canvas").classList.toggle("nothing", !something);
    if (something && (chart.is_stale || !same(layersOf(chart), chart.layers))) { draw(chart); }
    const layers = chart.layers, marks = chart.marks_drawn;
    return chart.drawing.then(function () {
      if (!something) { return null; }
      const view = chart.result.view.data("rows", rows);
      const marked = [...layers].some(function (name) { return name.startsWith("marks_"); });
      return (marked ? view.data("marks", marks) : view).runAsync();
    }).then(function () {
      chart.figure.dataset.rows = String(rows.length);
    });
  }

  function zoom(chart, direction) {
    const canvas = chart.figure.querySelector("canvas"), box = canvas.getBoundingClientRect();
    const middle = {
      clientX: box.x + box.width / 2, clientY: box.y + box.height / 2,
      bubbles: true, cancelable: true,
    };
    // Vega takes a wheel only where it has seen the pointer.
    canvas.dispatchEvent(new PointerEvent("pointermove", middle));
    canvas.dispatchEvent(new WheelEvent("wheel", Object.assign({
      deltaY: 120 * direction, ctrlKey: true,
    }, middle)));
  }

  // What a picture alone has to say: the page says it about the chart.
  function withLegend(spec, chart) {
    const words = [".key", ".note"].map(function (name) {
      const found = chart.figure.querySelector(name);
      return found ? found.textContent : "";
    }).filter(Boolean);
    const style = spec.config.axis, size = style.labelFontSize;
    spec.title = {
      text: words.flatMap(linesOf), anchor: "start", orient: "bottom", frame: "group",
      fontSize: size, fontWeight: "normal", color: style.titleColor,
    };
    if (chart.swatches.length) {
      const names = chart.legend.map(function (name) { return shortened(name); });
      const longest = Math.max(...names.map(function (name) { return name.length; }));
      const legend = {
        title: null, orient: "bottom", symbolType: "stroke", symbolSize: 600, symbolStrokeWidth: 2,
        symbolOpacity: 1,
        labelExpr: "names[datum.value]", labelLimit: 0, labelFontSize: size,
        labelColor: style.titleColor, columns: Math.max(1, Math.floor(120 / (longest + 6))),
        values: [...chart.legend.keys()].filter(function (place) { return !chart.hidden.has(place); }),
      };
      // The layers share one, and have to say the same of it.
      spec.layer.forEach(function (layer) {
        layer.encoding.color.legend = legend;
        if (layer.encoding.strokeDash) { layer.encoding.strokeDash.legend = legend; }
      });
      spec.params.push({ name: "names", value: names });
    }
    return spec;
  }

  const LINE = 110, NAME = 60;

  function shortened(name) {
    return name.length > NAME ? name.slice(0, NAME / 2) + "…" + name.slice(-NAME / 2) : name;
  }

  function linesOf(text) {
    return text.split(" ").reduce(function (lines, word) {
      const last = lines.length - 1;
      if (last >= 0 && lines[last].length + word.length < LINE) {
        lines[last] += " " + word;
      } else {
        lines.push(word);
      }
      return lines;
    }, []);
  }

  // As far as the reader has zoomed.
  function zoomedAs(spec, view) {
    const zoom = (spec.params || []).find(function (each) { return each.name === "zoom"; });
    if (zoom) {
      zoom.value = {};
      ["x", "y"].forEach(function (name) { zoom.value[name] = view.scale(name).domain().map(Number); });
    }
    return spec;
  }

  function save(chart, type) {
    const box = document.createElement("div");
    box.className = "saved";
    box.style.width = chart.figure.querySelector(".canvas").clientWidth + "px";
    document.body.append(box);
    const spec = zoomedAs(withLegend(specOf(chart), chart), chart.result.view);
    return embed(box, spec).then(function (result) {
      return result.view.toImageURL(type, type === "png" ? 2 : 1).then(function (url) {
        const link = document.createElement("a");
        link.href = url;
        link.download = chart.file + "." + type;
        link.click();
        result.finalize();
        box.remove();
      });
    });
  }

  // ----------------------------------------------------------------------------------- controls

  function legend(chart) {
    const box = chart.figure.querySelector(".legend");
    chart.swatches = [];
    if (chart.legend.length < 2 || chart.kind === "comparison") { return; }
    const buttons = chart.legend.map(function (name, place) {
      const button = document.createElement("button");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const swatch = document.createElementNS("http://www.w3.org/2000/svg", "line");
      Object.entries({ width: 26, height: 12 }).forEach(function (pair) { svg.setAttribute(...pair); });
      Object.entries({
        x1: 0, x2: 26, y1: 6, y2: 6, "stroke-width": 3, "stroke-dasharray": dash(place).join(" "),
      }).forEach(function (pair) { swatch.setAttribute(...pair); });
      svg.setAttribute("aria-hidden", "true");
      svg.append(swatch);
      chart.swatches.push(swatch);
      button.type = "button";
      button.append(svg, name);
      button.addEventListener("click", function () {
        if (!chart.hidden.delete(place)) { chart.hidden.add(place); }
        show();
      });
      return button;
    });
    const every = ["all", "none"].map(function (word) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.all = word;
      button.textContent = word;
      button.addEventListener("click", function () {
        chart.hidden = new Set(word === "all" ? [] : chart.legend.keys());
        show();
      });
      return button;
    });
    function show() {
      press();
      update(chart);
    }
    function press() {
      buttons.forEach(function (button, place) {
        button.setAttribute("aria-pressed", String(!chart.hidden.has(place)));
      });
    }
    press();
    box.append(...buttons, ...every);
    box.hidden = false;
  }

  function control(chart) {
    const actions = {
      log: function (button) {
        chart.log = !chart.log;
        button.setAttribute("aria-pressed", String(chart.log));
        draw(chart);
      },
      in: function () { zoom(chart, -1); },
      out: function () { zoom(chart, 1); },
      reset: function () { draw(chart); },
      png: function () { save(chart, "png"); },
      svg: function () { save(chart, "svg"); },
    };
    chart.figure.querySelectorAll("[data-do]").forEach(function (button) {
      button.addEventListener("click", function () { actions[button.dataset.do](button); });
    });
    const log = chart.figure.querySelector('[data-do="log"]');
    const has = (chart.curves || chart.bands || []).some(function (curve) {
      return curve.y.some(function (y) { return y > 0; });
    });
    if (log) { log.setAttribute("aria-pressed", String(chart.log)); }
    if (log && !has) {
      log.disabled = true;
      log.title = "No value is positive.";
    }
    chart.figure.querySelector(".controls").hidden = false;
  }

  report.charts.forEach(function (chart) {
    chart.figure = document.getElementById(chart.id);
    chart.hidden = new Set();
    chart.jobs = null;
    chart.log = Boolean(chart.log);
    legend(chart);
    control(chart);
    draw(chart);
    hovering.attach(chart);
  });

  document.addEventListener("jobs", function (event) {
    report.charts.forEach(function (chart) {
      if (chart.kind === "curves") {
        chart.jobs = event.detail;
        update(chart);
      }
    });
  });
  function redraw() { report.charts.forEach(draw); }
  dark.addEventListener("change", redraw);
  // The data stand in the page, so that drawing waits for nothing, and is done before the printer's
  // turn comes.
  window.addEventListener("beforeprint", function () { printing = true; redraw(); });
  window.addEventListener("afterprint", function () { printing = false; redraw(); });
})();
