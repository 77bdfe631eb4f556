// Tables that sort by a click or key on the heads of their columns, and a filter of the jobs.
(function () {
  "use strict";

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells], original = [...table.tBodies[0].rows];
    heads.forEach(function (head, place) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", function () {
        const before = head.getAttribute("aria-sort");
        // The third click brings back the order that the page came with.
        const next = before === "none" ? "ascending" : before === "ascending" ? "descending" : "none";
        heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        head.setAttribute("aria-sort", next);
        if (next === "none") {
          table.tBodies[0].append(...original);
        } else {
          sort(table, place, next === "ascending");
        }
        show(table);
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

  // -------------------------------------------------------------------------------- what is shown

  // The jobs that the filter finds; null for no filter.
  let found = null;

  function show(table) {
    const first = found === null && table.dataset.first ? Number(table.dataset.first) : Infinity;
    let shown = 0;
    [...table.tBodies[0].rows].forEach(function (row) {
      if (row.dataset.job === undefined) { return; }
      row.hidden = shown >= first || (found !== null && !found.has(Number(row.dataset.job)));
      shown += !row.hidden;
    });
    const about = table.querySelector("tr[data-job]");
    table.deleteTFoot();
    if (about && !shown) {
      const cell = table.createTFoot().insertRow().insertCell();
      cell.colSpan = table.tHead.rows[0].cells.length;
      cell.textContent = "No job here matches the filter.";
    }
  }

  // A button that shows all rows of a table of which only the first are shown.
  function unfoldable(table) {
    const button = document.createElement("button");
    const first = table.dataset.first;
    button.type = "button";
    button.className = "more";
    button.setAttribute("aria-expanded", "false");
    function name() {
      const count = table.tBodies[0].rows.length;
      button.textContent = table.dataset.first ? "Show all " + count : "Show the first " + first;
    }
    button.addEventListener("click", function () {
      if (table.dataset.first) { delete table.dataset.first; } else { table.dataset.first = first; }
      button.setAttribute("aria-expanded", String(!table.dataset.first));
      name();
      show(table);
    });
    name();
    table.closest(".scroll").after(button);
  }

  // ----------------------------------------------------------------------------------- the filter

  function plain(text) { return text.toLowerCase().replaceAll("\u2212", "-").replaceAll(",", ""); }

  function isNumber(text) { return text.trim() !== "" && !Number.isNaN(Number(text)); }

  // Whole numbers are exact whatever their size, as seeds of 64 bits.
  function exact(text) { return /^-?\d+$/.test(text) ? BigInt(text) : Number(text); }

  // What is quoted, and spaces about a sign, as the legend has them: n_layers = 3.
  const SPACED = /("[^"]*"?)|\s*(<=|>=|[<>=])\s*/g;
  const HOW = "Words find parts of names, and beginnings of states, devices, hyperparameters and tags; "
    + "name=value, and of numbers name>value or name<=value, find what a column has. All have to match.";

  function compared(isRight) {
    return function (value, wanted) {
      return isNumber(value) && isNumber(wanted) && isRight(exact(value), exact(wanted));
    };
  }

  // Not by ===: to that, 4 is not the same number as 4.0.
  const isSame = compared(function (a, b) { return a <= b && a >= b; });

  const COMPARE = {
    "=": isEqual,
    "<": compared(function (a, b) { return a < b; }),
    ">": compared(function (a, b) { return a > b; }),
    "<=": compared(function (a, b) { return a <= b; }),
    ">=": compared(function (a, b) { return a >= b; }),
  };

  // A word such as n_layers=3 or n_layers>2; null for others.
  function conditionOf(word) {
    const found = word.match(/^([^<>=]+)(<=|>=|[<>=])(.*)$/);
    return found ? { name: found[1], sign: found[2], wanted: found[3] } : null;
  }

  // What the page shows of a value is taken for it too: no other value is shown like that.
  function isEqual(value, wanted, text) {
    return value === wanted || text === wanted || isSame(value, wanted);
  }

  // A digit amid digits is no part of a name: 4 finds vqe-4 and vqe-42, and not vqe-14.
  function isPartOf(name, word) {
    for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
      if (!/^\d/.test(word) || !/\d$/.test(name.slice(0, at))) { return true; }
    }
    return false;
  }

  function isLike(value, word, text) {
    return isNumber(value) ? isEqual(value, word, text) : value.startsWith(word);
  }

  function filterable(input) {
    const report = JSON.parse(document.getElementById("report-data").textContent);
    const [names, ...others] = report.fields.map(function (field) {
      const values = field.values.map(plain), texts = field.texts ? field.texts.map(plain) : values;
      return { names: field.names.map(plain), values: values, texts: texts, of: field.of };
    });
    const fields = [names, ...others], count = report.jobs.length;
    const tables = [...document.querySelectorAll("table")];
    const said = document.getElementById("matches");

    // The jobs whose value in a field is right.
    function having(field, isRight) {
      const jobs = new Set(), right = field.values.map(function (value, place) {
        return isRight(value, field.texts[place]);
      });
      for (let job = 0; job < count; job += 1) {
        if (right[field.of === null ? 0 : field.of[job]]) { jobs.add(job); }
      }
      return jobs;
    }

    function fieldsNamed(name) {
      return fields.filter(function (field) { return field.names.includes(name); });
    }

    function isValue(word) {
      const condition = conditionOf(word);
      return fieldsNamed(condition.name).some(function (field) {
        return field.values.includes(condition.wanted) || field.texts.includes(condition.wanted);
      });
    }

    // The words of a text, of which quotes hold several together: tag="two words". So does being a
    // value: the legend says tag = two words.
    function wordsOf(text) {
      const tight = text.replace(SPACED, function (all, quoted, sign) { return quoted || sign; });
      const words = (tight.match(/(?:[^\s"]|"[^"]*"?)+/g) || []).map(function (word) {
        return plain(word.replaceAll('"', ""));
      }).filter(Boolean);
      const joined = [];
      while (words.length) {
        let count = conditionOf(words[0]) ? words.length : 1;
        while (count > 1 && !isValue(words.slice(0, count).join(" "))) { count -= 1; }
        joined.push(words.splice(0, count).join(" "));
      }
      return joined;
    }

    // The jobs that a word finds; null where it names a column that is not there.
    function search(word) {
      const condition = conditionOf(word);
      if (condition) {
        const named = fieldsNamed(condition.name), compare = COMPARE[condition.sign];
        if (!named.length) { return null; }
        return union(named.map(function (field) {
          return having(field, function (value, text) { return compare(value, condition.wanted, text); });
        }));
      }
      return union([
        having(names, function (name) { return isPartOf(name, word); }),
        ...others.map(function (field) {
          return having(field, function (value, text) { return isLike(value, word, text); });
        }),
      ]);
    }

    function union(sets) {
      return new Set(sets.flatMap(function (each) { return [...each]; }));
    }

    function filter() {
      const words = wordsOf(input.value), unknown = [];
      found = null;
      words.forEach(function (word) {
        const jobs = search(word);
        if (jobs === null) { unknown.push(conditionOf(word).name); }
        const left = found === null ? [...(jobs || [])] : [...found].filter(function (job) {
          return jobs !== null && jobs.has(job);
        });
        found = new Set(left);
      });
      tables.forEach(show);
      said.textContent = words.length ? say(unknown) : "";
      document.dispatchEvent(new CustomEvent("jobs", { detail: found }));
    }

    function say(unknown) {
      const asked = "“" + input.value.trim() + "”";
      if (unknown.length) {
        return "No job matches " + asked + ": nothing here is called " + unknown.join(", ")
          + ". Names are those of hyperparameters and tags, name, state, device and instance.";
      }
      return found.size
        ? found.size + " of " + count + " jobs match " + asked
          + ". Bands, comparisons and totals are of all jobs."
        : "No job matches " + asked + ". " + HOW;
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
  document.querySelectorAll("table[data-first]").forEach(unfoldable);
  const input = document.getElementById("filter");
  if (input) { filterable(input); }
})();
