"use strict";
// What an answer rests on beside paths, as tables: the same tables as rog/explain/proofs.py makes.
(function (rog) {
  const MAX_ROWS = 10;
  const HOW = { sum: "sum", mean: "mean", least: "lowest", most: "highest" };
  const e = (...parts) => rog.element(...parts);

  const rowsOf = (proof) => proof.members || proof.rows || [];
  rog.isAbsence = (answer) => answer.value === false && answer.proofs.some((proof) => proof.op === "absence");

  // Its paths, and those to what was counted: paths to measured values stand as numbers in tables.
  rog.drawnPaths = (answer) => [...answer.paths, ...answer.proofs.flatMap(rowsOf).filter((row) => !row.values.length).flatMap((row) => row.paths)];

  rog.ABSENCE = " — the graph does not say so";
  rog.answerLabel = (answer, names) => names(answer.id) + (rog.isAbsence(answer) ? rog.ABSENCE : "");

  // Bars of values, by id, in shares of the longest: {start, length}; none unless two or more are numbers of one unit.
  rog.bars = function (ids) {
    const found = ids.map((id) => (id === null ? null : rog.readValue(id))).map((value) => (value && value.kind === "number" ? value : null));
    const numbers = found.filter((value) => value);
    if (numbers.length < 2 || new Set(numbers.map((value) => value.unit)).size > 1) return ids.map(() => null);
    const amounts = numbers.map((value) => Number(value.text));
    const low = Math.min(0, ...amounts);
    const width = Math.max(0, ...amounts) - low || 1;
    const bar = (amount) => ({ start: (Math.min(amount, 0) - low) / width, length: Math.abs(amount) / width });
    return found.map((value) => (value ? bar(Number(value.text)) : null));
  };

  // [{title, rows: [{id, label, value, bar, path, own}], more}], one for each proof.
  rog.proofTables = (answer, names) => answer.proofs.map((proof) => table(proof, answer, names));

  function table(proof, answer, names) {
    const bare = (title) => ({ title, rows: [], more: 0 });
    if (proof.op === "count") return filled(`${rog.number(proof.total)} counted`, proof.total);
    if (proof.op === "comparison") return filled(`${comparison(proof, names)}, ${rog.number(proof.compared)} compared`, proof.compared);
    if (proof.op === "total") return filled(`${HOW[proof.how]} of ${rog.cut(proof.by, 200) || "the values"}, ${rog.plural(proof.total, "part")}`, proof.total);
    if (proof.op === "kind") return bare(`${names(proof.id)} is of the kind ${rog.cut(proof.kind, 200)}`);
    const places = proof.looked_up.length ? `, looked up again at ${listed(proof.looked_up, names)}` : ", looked up again";
    return bare(`nothing is found by ${rog.cut(proof.query, 200)}${places}`);

    function filled(title, total) {
      const all = rowsOf(proof);
      const shown = all.length <= MAX_ROWS + 1 ? all : all.slice(0, MAX_ROWS);
      const bars = rog.bars(shown.map((row) => (row.values.length ? row.values[0] : null)));
      const rows = shown.map((row, place) => ({
        id: row.id, label: names(row.id), value: row.values.map(names).join(", "), bar: bars[place],
        path: row.paths.length ? row.paths[0] : null, own: row.id === answer.id,
      }));
      return { title, rows, more: Math.max(0, total - shown.length) };
    }
  }

  function comparison({ by, sign, right }, names) {
    if (sign === "most" || sign === "least") return `${sign} by ${rog.cut(by, 200)}`;
    return [rog.cut(by, 200), sign, listed(right, names)].filter((part) => part).join(" ");
  }

  function listed(ids, names) {
    const more = ids.length > MAX_ROWS ? ` and ${rog.number(ids.length - MAX_ROWS)} more` : "";
    return ids.slice(0, MAX_ROWS).map(names).join(", ") + more;
  }

  // What can be found of a proof.
  rog.proofWords = (proof, names) => [proof.by, proof.kind, proof.query, ...rowsOf(proof).flatMap((row) => [row.id, ...row.values].map(names))].filter((word) => word);

  // The answer's proofs as lines of text, after those of its paths.
  rog.proofLines = function (answer, names) {
    return rog.proofTables(answer, names).flatMap(function ({ title, rows, more }) {
      const row = ({ label, value, path }) => `  ${value || !path ? label + (value ? `: ${value}` : "") : rog.pathText(path, names)}`;
      return [title + (rows.length ? ":" : ""), ...rows.map(row), ...(more ? [`  … and ${rog.number(more)} more`] : [])];
    });
  };

  rog.pathText = (path, names) => names(path.topic) + path.hops.map((hop) => ` ${names.arrow(hop)} ${names(rog.target(hop))}`).join("");

  // A bar whose value stands beside it as text.
  rog.drawBar = function ({ start, length }, width) {
    const rect = rog.svg("rect", { x: width * start, width: Math.max(1, width * length), height: 8 });
    return rog.svg("svg", { class: "rog-bar", width, height: 8, "aria-hidden": "true" }, rect);
  };

  rog.drawTable = function ({ title, rows, more }, context) {
    if (!rows.length) return e("p", { class: "rog-statement" }, rog.printable(title));
    const barred = rows.some((row) => row.bar);
    const valued = rows.some((row) => row.value);
    const body = rows.map(function ({ id, label, value, bar, path, own }) {
      const button = e("button", { type: "button", class: "rog-hop" }, rog.name(label, 200));
      button.addEventListener("click", () => context.choose("entity", id));
      const cells = [e("th", { scope: "row" }, button)];
      if (barred) cells.push(e("td", {}, bar ? rog.drawBar(bar, 160) : null));
      if (valued) cells.push(e("td", { class: "number" }, rog.name(value, 200)));
      cells.push(e("td", {}, path ? rog.verified() : null));
      return e("tr", { class: own ? "own" : null }, ...cells);
    });
    if (more) body.push(e("tr", {}, e("td", { class: "rog-soft", colspan: 4 }, `and ${rog.number(more)} more`)));
    const made = e("table", { class: "rog-table" }, e("caption", {}, rog.printable(title)), e("tbody", {}, ...body));
    return e("div", { class: "rog-scroll-own" }, made);
  };
})(window.rogViewer);
