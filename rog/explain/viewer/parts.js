"use strict";
// The parts of the page that do not change with what is chosen: the question, what came of it, plans and cost.
(function (rog) {
  const e = (...parts) => rog.element(...parts);

  rog.heading = (level, text) => e(`h${Math.min(level, 6)}`, {}, text);

  rog.section = function (level, title, ...children) {
    const heading = rog.heading(level, title);
    return e("section", { class: "rog-section" }, heading, ...children);
  };

  // Appends items `step` at a time; what is left is a button that opens it.
  rog.appendInSteps = function (list, items, first, draw, wrap) {
    let shown = 0;
    function append(count) {
      list.append(...items.slice(shown, shown + count).map(draw));
      shown += count;
      if (shown >= items.length) return;
      const left = items.length - shown;
      const button = e("button", { type: "button", class: "rog-more" }, `and ${rog.number(left)} more`);
      const holder = wrap ? wrap(button) : button;
      button.addEventListener("click", function () {
        const before = list.children.length - 1;
        holder.remove();
        append(1000);
        const next = list.children[before];
        const target = next && (next.matches("[tabindex],button,input") ? next : next.querySelector("input,button,summary"));
        if (target) target.focus();
      });
      list.append(holder);
    }
    append(items.length <= first + 1 ? items.length : first);
  };

  // The question, with the mentions that were used marked in it, and those that were not.
  rog.drawQuestion = function (result, level) {
    const characters = Array.from(result.question); // offsets count code points
    const marks = [];
    const inOrder = result.topics.filter((topic) => topic.start !== null);
    for (const topic of [...inOrder].sort((one, other) => (other.chosen !== null) - (one.chosen !== null))) {
      const free = marks.every((other) => topic.end <= other.start || topic.start >= other.end);
      if (free && (topic.chosen !== null || topic.candidates.length)) marks.push(topic);
    }
    marks.sort((one, other) => one.start - other.start);
    const long = characters.length > 400; // then it scrolls, which takes a place for the keyboard
    const heading = e(`h${level}`, { class: long ? "rog-question long" : "rog-question", tabindex: long ? "0" : null });
    let place = 0;
    const plain = (end) => rog.printable(characters.slice(place, end).join(""));
    for (const topic of marks) {
      heading.append(plain(topic.start));
      place = topic.start;
      const used = topic.chosen !== null;
      heading.append(e(used ? "mark" : "span", { class: used ? "used" : "unused" }, plain(topic.end)));
      place = topic.end;
    }
    heading.append(plain(characters.length));
    return heading;
  };

  const KINDS = { id: "its id", name: "its name", alias: "another name", fuzzy: "a close spelling", part: "a part of its name", given: "given with the question" };

  function candidateLine(one, chosen) {
    const id = one.id === one.name ? null : e("code", {}, rog.cut(one.id, 80));
    const note = `${one.kind === "given" ? "" : "by "}${KINDS[one.kind]}, score ${rog.score(one.score)}`;
    return e("li", { class: chosen ? "chosen" : null }, rog.name(one.name, 200), " ", id, e("span", { class: "rog-soft" }, ` ${note}${chosen ? ", taken" : ""}`));
  }

  function reading(topic) {
    const list = e("ul", { class: "rog-candidates" });
    rog.appendInSteps(list, topic.candidates, 5, (one) => candidateLine(one, one.id === topic.chosen), (button) => e("li", {}, button));
    const title = topic.chosen === null ? "no answer starts from it" : "the topic that answers start from";
    return e("div", { class: "rog-reading" }, e("p", {}, "“", rog.name(topic.text, 200), "”", e("span", { class: "rog-soft" }, ` ${title}`)), list);
  }

  rog.drawReadings = function (result, level) {
    const used = result.topics.filter((topic) => topic.chosen !== null);
    const rest = result.topics.filter((topic) => topic.chosen === null);
    const parts = used.map(reading);
    if (!result.topics.length) parts.push(e("p", { class: "rog-soft" }, "Nothing in the question was taken for an entity of the graph."));
    if (rest.length) {
      const title = `${rog.plural(rest.length, "other mention")} considered and not used (dotted in the question)`;
      parts.push(e("details", { open: used.length === 0 }, e("summary", {}, title), ...rest.map(reading)));
    }
    return rog.section(level, "How the question was read", ...parts);
  };

  // Doubt stands before the answers, and no sign of what is right with them.
  rog.lowConfidence = (result) => `Low confidence${result.confidence === null ? "" : ` (${result.confidence.toFixed(2)})`}:`;
  rog.reasonsForDoubt = (result) => ((result.doubts ?? []).slice(0, 2).map((doubt) => doubt.says).join("; ") || "check the paths") + ".";

  function truthLine(line, answer, sure) {
    if (answer.value) return sure ? line("good", "✓", "Yes.", "") : line("", "≈", "Yes.", "");
    return line("warn", "✕", "No.", rog.isAbsence(answer) ? "The graph does not say so." : "");
  }

  // The questions of a result in several parts that have no answer at all.
  rog.drawParts = function (result, level) {
    const items = result.parts.map((part) => e("li", {}, rog.name(part.question), " ", e("span", { class: "rog-soft" }, rog.printable(rog.partNotes(part).join(" ")))));
    return rog.section(level, "Several questions", e("ul", { class: "rog-candidates" }, ...items));
  };

  // What came of the question, as what it is.
  rog.drawOutcome = function (result) {
    const count = result.answers.length;
    const line = (kind, sign, title, text) =>
      e("p", { class: `rog-outcome ${kind}` }, e("span", { class: "rog-sign", "aria-hidden": "true" }, sign), e("strong", {}, title), text ? " " + rog.printable(text) : null);
    const lines = [];
    const [first] = result.answers, sure = !result.low_confidence;
    if (!sure) lines.push(line("warn", "?", rog.lowConfidence(result), rog.reasonsForDoubt(result)));
    if (result.error !== null) lines.push(line("bad", "✕", "The question failed.", result.error));
    else if (count === 1 && first.kind === "truth" && !result.parts.length) lines.push(truthLine(line, first, sure));
    else if (!count) lines.push(line("warn", "∅", result.abstained ? "No answer: rog abstained." : "No answer.", result.reason || "Nothing was found."));
    else if (result.truncated) lines.push(line("warn", "✂", `${rog.plural(count, "answer")}, and not all:`, "a limit cut the answers."));
    else lines.push(line(...(sure ? ["good", "✓"] : ["", "≈"]), rog.plural(count, "answer") + (result.parts.length ? ` to ${rog.plural(result.parts.length, "question")}.` : "."), "No limit cut the answers."));
    if (!count && result.truncated) lines.push(line("warn", "✂", "A limit cut the search.", ""));
    if (sure && result.confidence !== null) lines.push(line("", "≈", "Confidence", result.confidence.toFixed(2)));
    for (const warning of result.warnings) lines.push(line("warn", "!", "Warning:", warning));
    return e("div", { class: "rog-outcomes" }, ...lines);
  };

  function planRow(plan, names) {
    const query = e("span", { class: "rog-step" }, rog.queryText(plan.query, names.plain));
    const fate = e("span", { class: plan.kept ? "rog-kept" : "rog-dropped" }, plan.kept ? "✓ kept" : "✕ dropped");
    const found = plan.found === null ? "not executed" : rog.number(plan.found) + (plan.truncated ? " and more" : "");
    const why = plan.reason ? rog.printable(plan.reason) : plan.kept ? "the answers rest on it" : "";
    return e("tr", {}, e("td", {}, fate), e("td", {}, query), e("td", { class: "number" }, rog.score(plan.score)), e("td", { class: "number" }, found), e("td", {}, why));
  }

  rog.drawPlans = function (result, names, level) {
    if (!result.plans.length) return rog.section(level, "Plans", e("p", { class: "rog-soft" }, "No plan was made."));
    const titles = ["", "plan", "score", "found", "why"];
    const head = titles.map((title) => (title ? e("th", { scope: "col" }, title) : e("td", {})));
    const body = e("tbody", {});
    const plans = [...result.plans].sort((one, other) => other.kept - one.kept);
    rog.appendInSteps(body, plans, 10, (plan) => planRow(plan, names), (button) => e("tr", {}, e("td", { colspan: 5 }, button)));
    const kept = result.plans.filter((plan) => plan.kept).length;
    const text = `A plan is a query that may say what is asked. ${kept} of ${rog.number(result.plans.length)} kept; what was dropped gave no answer.`;
    const table = e("table", {}, e("thead", {}, e("tr", {}, ...head)), body);
    const scroller = e("div", { class: "rog-scroll", tabindex: "0", role: "region", "aria-label": "Plans" }, table);
    return rog.section(level, "Plans kept and dropped", e("p", { class: "rog-soft" }, text), scroller);
  };

  rog.drawCost = function (result, level) {
    const { total, ...stages } = result.timings;
    const most = Math.max(...Object.values(stages), 1e-9);
    const milliseconds = (seconds) => `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`;
    const rows = Object.entries(stages).map(function ([stage, seconds]) {
      const bar = rog.svg("svg", { class: "rog-bar", width: 120, height: 8, "aria-hidden": "true" }, rog.svg("rect", { height: 8, width: Math.max(1, (120 * seconds) / most) }));
      return e("tr", {}, e("th", { scope: "row" }, rog.printable(stage)), e("td", {}, bar), e("td", { class: "number" }, milliseconds(seconds)));
    });
    if (total !== undefined) rows.push(e("tr", { class: "total" }, e("th", { scope: "row" }, "total"), e("td", {}), e("td", { class: "number" }, milliseconds(total))));
    const { usage } = result;
    const counted = [["model calls", usage.model_calls], ["tokens read", usage.input_tokens], ["tokens written", usage.output_tokens], ["graph calls", usage.graph_calls]];
    const list = e("dl", { class: "rog-facts" }, ...counted.flatMap(([title, value]) => [e("dt", {}, title), e("dd", {}, rog.number(value))]));
    const times = rows.length ? e("table", { class: "rog-times" }, e("tbody", {}, ...rows)) : e("p", { class: "rog-soft" }, "No times were kept.");
    return rog.section(level, "Time and usage", e("div", { class: "rog-cost" }, times, list));
  };
})(window.rogViewer);
