"use strict";
// Why what is chosen holds: its paths edge by edge, or all that is known of one edge or entity.
(function (rog) {
  const e = (...parts) => rog.element(...parts);

  function facts(pairs) {
    const list = e("dl", { class: "rog-facts" });
    for (const [title, value] of pairs) list.append(e("dt", {}, rog.name(title, 200)), e("dd", {}, value));
    return list;
  }

  const properties = (own) => Object.entries(own).map(([title, value]) => [title, rog.name(rog.contentText(value), 20000)]);

  rog.verified = () => e("span", { class: "rog-verified", title: "Looked up in the graph again before it was shown" }, "✓ verified");

  // One edge on a line, as it stands in the graph; a button, since it opens what is known of it.
  function hopLine(hop, context) {
    const from = rog.name(context.names(rog.source(hop)), 200);
    const to = rog.name(context.names(rog.target(hop)), 200);
    const relation = e("span", { class: "rog-step" }, context.names.arrow(hop));
    const button = e("button", { type: "button", class: "rog-hop", "data-edge": rog.edgeKey(hop) }, from, " ", relation, " ", to);
    button.addEventListener("click", () => context.choose("edge", rog.edgeKey(hop)));
    const known = [];
    if (hop.key !== null) known.push(`key ${rog.cut(String(hop.key), 60)}`);
    for (const [title, value] of Object.entries(hop.properties).slice(0, 3)) known.push(`${rog.cut(title, 40)}: ${rog.cut(rog.contentText(value), 60)}`);
    const note = known.length ? e("span", { class: "rog-soft rog-known" }, known.join(" · ")) : null;
    return e("li", {}, rog.verified(), button, note);
  }

  function pathItem(path, number, context) {
    const title = context.allPaths ? `Path ${number}, to ` : `Path ${number}`;
    const answer = context.allPaths ? rog.name(context.names(path.answer), 80) : null;
    return e("li", { class: "rog-path" }, e("p", { class: "rog-soft" }, title, answer), e("ol", {}, ...path.hops.map((hop) => hopLine(hop, context))));
  }

  // The proofs, and the paths, the first ones at once. `title` is the heading's content.
  rog.drawPaths = function (title, tables, paths, context, level) {
    const heading = e(`h${level}`, {}, ...title);
    const edges = new Set(paths.flatMap((path) => path.hops.map(rog.edgeKey))).size;
    const said = paths.length
      ? `${rog.plural(paths.length, "path")} cited, with ${rog.plural(edges, "edge")}. Each edge was looked up in the graph again before it was shown.`
      : "No path is cited for it.";
    const note = paths.length || !tables.length ? e("p", { class: "rog-soft" }, said) : null;
    const list = e("ol", { class: "rog-paths" });
    const numbered = paths.map((path, place) => ({ path, number: place + 1 }));
    rog.appendInSteps(list, numbered, 20, ({ path, number }) => pathItem(path, number, context), (button) => e("li", {}, button));
    return e("section", { class: "rog-proof" }, heading, ...tables.map((table) => rog.drawTable(table, context)), note, list);
  };

  rog.drawEdgeFacts = function (hop, paths, context, level) {
    const answers = [...new Set(paths.map((path) => path.answer))];
    const own = Object.keys(hop.properties).length ? facts(properties(hop.properties)) : "none";
    const walked = context.names.symmetric.has(hop.relation) ? "it holds both ways" : hop.forward ? "in its direction" : "against its direction";
    const list = facts([
      ["from", rog.name(context.names(hop.head))],
      ["relation", rog.name(hop.relation)],
      ["to", rog.name(context.names(hop.tail))],
      ["ids", e("code", {}, rog.printable(`${hop.head} → ${hop.tail}`))],
      ["key in the store", hop.key === null ? "none: the store gives its edges no key" : e("code", {}, rog.printable(String(hop.key)))],
      ["properties", own],
      ["checked", e("span", {}, rog.verified(), " in the graph, again, when the answer was given")],
      ["walked", `${walked}, on ${rog.plural(paths.length, "path")} to ${rog.plural(answers.length, "answer")}`],
    ]);
    return e("section", { class: "rog-facts-of" }, e(`h${level}`, {}, "The edge"), list);
  };

  rog.drawEntityFacts = function (id, result, context, level) {
    const entity = Object.hasOwn(result.entities, id) ? result.entities[id] : { id, name: context.names(id), aliases: [], types: [], properties: {} };
    const value = rog.readValue(id);
    const pairs = [["id", e("code", {}, rog.printable(entity.id))]];
    if (entity.types.length) pairs.push([value ? "kind" : "types", rog.name(entity.types.join(", "))]);
    if (entity.aliases.length) pairs.push(["also called", rog.name(entity.aliases.slice(0, 12).join(", ") + (entity.aliases.length > 12 ? ", …" : ""))]);
    pairs.push(...properties(entity.properties));
    return e("section", { class: "rog-facts-of" }, e(`h${level}`, {}, value ? "The value " : "The entity ", rog.name(entity.name)), facts(pairs));
  };

  // What is to be said of one of several questions.
  rog.partNotes = (part) => [
    ...(part.answers.length ? [] : [`No answer: ${part.reason || "nothing was found"}`]),
    ...(part.truncated ? ["Not all: a limit cut the answers."] : []),
    ...part.warnings.map((warning) => `Warning: ${warning}`),
  ];

  // The text of answers with their paths and proofs, as `rog ask` prints it.
  rog.asText = function (result, shown, names) {
    const lines = [rog.printable(result.question), ""];
    if (result.low_confidence) lines.push(rog.printable(`${rog.lowConfidence(result)} ${rog.reasonsForDoubt(result)}`), "");
    for (const part of result.parts.length ? result.parts : [null]) {
      if (part) lines.push(...(part === result.parts[0] ? [] : [""]), rog.printable(part.question));
      for (const { answer, own } of shown.filter((one) => one.part === part)) {
        lines.push(rog.printable(rog.answerLabel(answer, names)));
        lines.push(...[...own.map((path) => rog.pathText(path, names)), ...rog.proofLines(answer, names)].map((line) => rog.printable(`  ${line}`)));
      }
      if (part) lines.push(...rog.partNotes(part).map(rog.printable));
    }
    if (!result.answers.length && !result.parts.length) lines.push(rog.printable(`No answer: ${result.error || result.reason || "nothing was found"}`));
    if (result.truncated && !result.parts.some((part) => part.truncated)) lines.push("", "Not all: a limit cut the answers.");
    return lines.join("\n") + "\n";
  };
})(window.rogViewer);
