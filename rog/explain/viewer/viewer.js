"use strict";
// The viewer: shows one result in an element, and holds what is chosen and filtered.
(function (rog) {
  const e = (...parts) => rog.element(...parts);
  const ROWS = 12;
  const LISTED = 20;
  let instances = 0;

  // Shows a result (docs/result.md) in `element`, in place of what was there. Options: `level`, the heading level of
  // the question (1); `theme`, whether there is a choice of light and dark (true). Returns {choose(kind, key)}.
  rog.show = function (element, result, options) {
    const viewer = new Viewer(result, { level: 1, theme: true, ...options });
    element.replaceChildren(viewer.element);
    viewer.begin();
    return { choose: (kind, key) => viewer.choose(kind, key) };
  };

  class Viewer {
    constructor(result, options) {
      Object.assign(this, { result, options, number: ++instances, chosen: null, search: "", steps: "", only: false });
      this.names = rog.namesOf(result);
      const sections = result.parts.length ? result.parts : [{ question: null, answers: result.answers }];
      this.entries = sections.flatMap((part) => rog.bars(part.answers.map((answer) => answer.id)).map((bar, place) => this.entry(part.answers[place], bar, result.parts.length ? part : null)));
      this.rows = { each: ROWS };
      this.context = {
        names: this.names,
        answers: new Set(result.answers.map((answer) => answer.id)),
        topics: new Set(this.entries.flatMap(({ paths }) => paths.map((path) => path.topic))),
        choose: (kind, key) => this.choose(kind, key),
      };
      this.status = e("p", { class: "rog-unseen", role: "status" });
      this.list = e("ol", { class: "rog-answers" });
      this.graph = e("div", { class: "rog-canvas", role: "region", "aria-label": "Drawing of the paths", tabindex: "0" });
      this.proof = e("div", {});
      this.element = e("article", { class: "rog-viewer" }, ...this.parts(options.level));
    }

    entry(answer, bar, part) {
      const paths = rog.drawnPaths(answer).map(({ topic, hops }) => ({ topic, hops, answer: answer.id, keys: new Set(hops.map(rog.edgeKey)), steps: JSON.stringify(hops.map((hop) => [hop.relation, hop.forward])) }));
      const own = paths.slice(0, answer.paths.length);
      const words = [answer.id, answer.name, ...answer.proofs.flatMap((proof) => rog.proofWords(proof, this.names)), ...paths.flatMap((path) => path.hops.flatMap((hop) => [hop.relation, this.names(hop.head), this.names(hop.tail)]))];
      return { answer, bar, part, paths, own, words: words.join("\n").toLowerCase() };
    }

    parts(level) {
      const { result } = this;
      const head = e("header", {}, rog.drawQuestion(result, level), rog.drawOutcome(result));
      const rest = [rog.drawReadings(result, level + 1), rog.drawPlans(result, this.names, level + 1), rog.drawCost(result, level + 1)];
      const tools = this.tools();
      if (!result.answers.length) return [head, tools, ...(result.parts.length ? [rog.drawParts(result, level + 1)] : []), ...rest, this.status];
      const answers = e("fieldset", { class: "rog-side" }, e("legend", {}, "Answers"), this.list);
      this.keys = this.legend();
      const drawing = e("div", { class: "rog-main" }, this.keys, this.graph, this.proof);
      return [head, tools, e("div", { class: "rog-columns" }, answers, drawing), ...rest, this.status];
    }

    legend() {
      const item = (kind, text) => e("span", { class: `rog-key ${kind}` }, text);
      return e("p", { class: "rog-legend" }, item("topic", "topic"), item("between", "entity on the way"), item("answer", "answer"), item("lit", "path of what is chosen"), e("span", {}, "Arrows point as the edges stand in the graph."));
    }

    tools() {
      const bar = e("div", { class: "rog-tools", role: "group", "aria-label": "Tools" });
      if (this.result.answers.length) bar.append(...this.filters());
      const button = (text, act) => e("button", { type: "button", click: act }, text);
      bar.append(button("Copy as text", () => this.copy()));
      if (this.result.answers.length) bar.append(button("Save SVG", () => this.saveSvg()));
      bar.append(button("Save JSON", () => this.save("application/json", "json", JSON.stringify(this.result, null, 2))));
      if (this.options.theme) bar.append(themeChoice());
      return bar;
    }

    filters() {
      const search = e("input", { type: "search", placeholder: "Find in answers and paths", "aria-label": "Find in answers and paths" });
      search.addEventListener("input", () => this.filter({ search: search.value.trim().toLowerCase() }));
      const only = e("input", { type: "checkbox" });
      only.addEventListener("change", () => this.filter({ only: only.checked }));
      const parts = [search, e("label", { class: "rog-check" }, only, "only paths of what is chosen")];
      const kinds = [...new Set(this.entries.flatMap(({ paths }) => paths.map((path) => path.steps)))];
      if (kinds.length < 2) return parts;
      const option = (steps) => e("option", { value: steps }, rog.cut(JSON.parse(steps).map(([relation, forward]) => rog.arrow(relation, forward)).join(" "), 80));
      const select = e("select", { "aria-label": "Show paths of" }, e("option", { value: "" }, "all relation paths"), ...kinds.map(option));
      select.addEventListener("change", () => this.filter({ steps: select.value }));
      return [search, select, parts[1]];
    }

    begin() {
      if (!this.entries.length) return;
      this.drawAnswers();
      this.choose("entity", this.entries[0].answer.id, true);
    }

    // Answers that pass the filters, each with the paths that do.
    shown() {
      return this.entries
        .filter(({ words }) => words.includes(this.search))
        .map((entry) => ({ ...entry, paths: this.steps ? entry.paths.filter((path) => path.steps === this.steps) : entry.paths }))
        .filter(({ paths }) => !this.steps || paths.length);
    }

    filter(change) {
      Object.assign(this, change);
      const shown = this.shown();
      this.drawAnswers();
      this.drawGraph();
      this.say(rog.plural(shown.length, "answer") + " shown");
    }

    drawAnswers() {
      const shown = this.shown();
      this.list.replaceChildren();
      const items = this.result.parts.length ? this.result.parts.flatMap((part) => [{ heading: part }, ...shown.filter((one) => one.part === part)]) : shown;
      rog.appendInSteps(this.list, items, LISTED, (one) => (one.heading ? partItem(one.heading) : this.answerItem(one)), (button) => e("li", {}, button));
      if (!shown.length) this.list.append(e("li", { class: "rog-soft" }, "No answer matches."));
    }

    answerItem({ answer, bar, paths }) {
      const radio = e("input", { type: "radio", name: `rog-answer-${this.number}`, "data-answer": answer.id });
      radio.checked = this.chosen === `entity ${answer.id}`;
      radio.addEventListener("change", () => this.choose("entity", answer.id));
      const count = e("div", { class: "rog-soft" }, rog.plural(paths.length, "path"));
      return e("li", {}, e("label", { class: "rog-answer" }, radio, e("span", { class: "rog-label" }, rog.name(this.names(answer.id), 200), rog.isAbsence(answer) ? rog.ABSENCE : null, bar ? e("div", {}, rog.drawBar(bar, 180)) : null, count)));
    }

    // Choose an "entity" by id, an "edge" by key, or open "more" of a column.
    choose(kind, key, quiet) {
      if (kind === "more") {
        this.rows[key] = (this.rows[key] || ROWS) + 1000;
        this.drawGraph();
        this.say("More entities are drawn.");
        return;
      }
      this.chosen = `${kind} ${key}`;
      for (const radio of this.list.querySelectorAll("input[type=radio]")) radio.checked = this.chosen === `entity ${radio.dataset.answer}`;
      const paths = this.drawProof(kind, key);
      if (this.only || !this.picture || this.hides(paths)) this.drawGraph();
      else this.light(paths);
      if (!quiet) this.say(`${kind === "entity" ? this.names(key) : "Edge"}: ${rog.plural(paths.length, "path")}`);
    }

    // The paths of what is chosen: those to an answer, else those through the entity or edge.
    chosenPaths() {
      const chosen = this.chosen;
      const all = this.entries.flatMap(({ paths }) => paths);
      if (chosen.startsWith("edge ")) return all.filter((path) => path.keys.has(chosen.slice("edge ".length)));
      const id = chosen.slice("entity ".length);
      const own = this.entries.filter(({ answer }) => answer.id === id);
      return own.length ? own.flatMap(({ paths }) => paths) : all.filter((path) => path.topic === id || path.hops.some((hop) => rog.target(hop) === id));
    }

    drawProof(kind, key) {
      const paths = this.chosenPaths();
      const level = this.options.level + 1;
      const isAnswer = kind === "entity" && this.context.answers.has(key);
      const context = { ...this.context, allPaths: !isAnswer };
      const name = kind === "entity" ? rog.name(this.names(key), 200) : "this edge";
      const title = isAnswer ? ["Why ", name, " is an answer"] : ["Paths through ", name];
      const hop = kind === "edge" ? paths.flatMap((path) => path.hops).find((one) => rog.edgeKey(one) === key) : null;
      const known = hop ? rog.drawEdgeFacts(hop, paths, context, level + 1) : rog.drawEntityFacts(key, this.result, context, level + 1);
      const tables = isAnswer ? this.entries.filter(({ answer }) => answer.id === key).flatMap(({ answer }) => rog.proofTables(answer, this.names)) : [];
      const proof = rog.drawPaths(title, tables, paths, context, level);
      this.proof.replaceChildren(...(hop ? [known, proof] : [proof, known]));
      return paths;
    }

    // Entities of the chosen paths that are drawn even where their column is full.
    wanted(paths) {
      return new Set(paths.slice(0, LISTED).flatMap((path) => [path.topic, ...path.hops.map(rog.target)]));
    }

    hides(paths) {
      return [...this.wanted(paths)].some((id) => this.picture.nodes.has(id) && this.picture.nodes.get(id).id === null);
    }

    drawGraph() {
      const chosen = this.chosenPaths();
      const paths = this.only ? chosen : this.shown().flatMap((one) => one.paths);
      const focused = this.graph.contains(document.activeElement) && this.graph !== document.activeElement;
      this.picture = rog.makePicture(paths, this.context.answers, this.rows, this.wanted(chosen));
      this.drawing = rog.drawGraph(this.picture, this.context, this.context.choose);
      this.graph.replaceChildren(this.drawing.element);
      this.graph.hidden = this.keys.hidden = !this.picture.edges.length;
      this.light(chosen);
      if (focused) this.focusChosen();
    }

    focusChosen() {
      const pressed = this.graph.querySelector("[aria-pressed=true]") || this.graph.querySelector("[tabindex='0']");
      if (pressed) pressed.focus({ preventScroll: true });
    }

    light(paths) {
      this.drawing.light(new Set(paths), this.chosen);
      const pressed = this.graph.querySelector(".rog-node[aria-pressed=true]");
      if (pressed) this.bringIntoView(pressed);
    }

    bringIntoView(node) {
      const [box, own] = [this.graph.getBoundingClientRect(), node.getBoundingClientRect()];
      if (own.top < box.top || own.bottom > box.bottom) this.graph.scrollTop += own.top - box.top - box.height / 2;
    }

    say(text) {
      this.status.textContent = rog.printable(text);
    }

    copy() {
      const text = rog.asText(this.result, this.shown(), this.names);
      const done = () => this.say("Copied.");
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => copyOld(text) && done());
      else if (copyOld(text)) done();
    }

    saveSvg() {
      this.save("image/svg+xml", "svg", rog.standaloneSvg(this.drawing.svg, this.drawing.size));
    }

    save(type, ending, text) {
      const address = URL.createObjectURL(new Blob([text], { type }));
      const link = e("a", { href: address, download: `rog.${ending}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      this.say(`Saved as rog.${ending}.`);
    }
  }

  // The heading of a part in the list of answers, and the notes on it.
  function partItem(part) {
    const notes = rog.partNotes(part);
    return e("li", { class: "rog-part" }, e("strong", {}, rog.name(part.question, 400)), ...notes.map((note) => e("p", { class: "rog-soft" }, rog.printable(note))));
  }

  // For pages that may not use the clipboard of their own accord.
  function copyOld(text) {
    const area = e("textarea", { class: "rog-unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }

  function themeChoice() {
    const themes = { "": "as the system", light: "light", dark: "dark" };
    const select = e("select", {}, ...Object.entries(themes).map(([value, text]) => e("option", { value }, text)));
    select.value = document.documentElement.dataset.theme || "";
    select.addEventListener("change", function () {
      if (select.value) document.documentElement.dataset.theme = select.value;
      else delete document.documentElement.dataset.theme;
    });
    return e("label", { class: "rog-check" }, "Colours", select);
  }
})(window.rogViewer);
