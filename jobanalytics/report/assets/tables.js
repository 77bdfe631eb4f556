// Tables that sort by a click or key on the heads of their columns, and a filter of the jobs.
(function () {
  "use strict";

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach(function (head, place) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", function () {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sort(table, place, ascending);
      });
    });
  }

  const words = new Intl.Collator(undefined, { numeric: true });

  function sort(table, place, ascending) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map(function (row) {
      const cell = row.cells[place];
      const key = cell.dataset.key;
      const text = cell.textContent;
      const value = key === undefined ? text : key === "" ? null : number(key);
      return { row: row, value: value === "" ? null : value };
    });
    rows.sort(function (a, b) {
      if (a.value === null || b.value === null) {
        // What is not there comes last, whichever way.
        return (a.value === null) - (b.value === null);
      }
      const order = typeof a.value === "number" && typeof b.value === "number"
        ? (a.value > b.value) - (a.value < b.value)
        : words.compare(a.value, b.value);
      return ascending ? order : -order;
    });
    body.append(...rows.map(function (each) { return each.row; }));
  }

  function number(key) {
    return key === "inf" ? Infinity : key === "-inf" ? -Infinity : Number(key);
  }

  function filterable(input) {
    const rows = [...document.querySelectorAll("#jobs ~ .scroll tr[data-job]")];
    const texts = new Map(rows.map(function (row) {
      const cells = [...row.cells].map(function (cell) { return cell.textContent; });
      return [Number(row.dataset.job), cells.join("\n").toLowerCase()];
    }));
    const all = [...document.querySelectorAll("tr[data-job]")];
    const said = document.getElementById("matches");

    function filter() {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = new Set();
      texts.forEach(function (text, job) {
        if (wanted.every(function (word) { return text.includes(word); })) { found.add(job); }
      });
      all.forEach(function (row) { row.hidden = !found.has(Number(row.dataset.job)); });
      said.textContent = wanted.length
        ? found.size + " of " + texts.size + " jobs match “" + input.value.trim() + "”. " +
          "Bands, comparisons and totals are of all jobs."
        : "";
      document.dispatchEvent(new CustomEvent("jobs", { detail: wanted.length ? found : null }));
    }

    let waiting;
    input.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 150);
    });
    input.closest(".filter").hidden = false;
    if (input.value) { filter(); } // kept by the browser over a reload
  }

  // Paper has no folds.
  const opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (fold) {
      fold.open = true;
      opened.push(fold);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.splice(0).forEach(function (fold) { fold.open = false; });
  });

  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  const input = document.getElementById("filter");
  if (input) { filterable(input); }
})();
