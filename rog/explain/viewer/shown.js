"use strict";
// Text of unknown origin made fit to be shown, and elements made of it. The DOM is built of elements and text
// nodes only, so nothing that a graph holds is ever read as markup.
window.rogViewer = window.rogViewer || {};
(function (rog) {
  // Control, formatting and unpaired characters, line separators and noncharacters can hide text or break a line.
  // Joiners and marks that scripts need inside names stay.
  const UNSAFE = /(?![\u200c-\u200f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
  const SHORT = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

  function escaped(character) {
    const code = character.codePointAt(0);
    const hex = (digits) => code.toString(16).padStart(digits, "0");
    return SHORT[character] || (code < 0x100 ? "\\x" + hex(2) : code < 0x10000 ? "\\u" + hex(4) : "\\U" + hex(8));
  }

  rog.printable = (text) => String(text).replace(UNSAFE, escaped);

  rog.cut = function (text, most) {
    const shown = rog.printable(text.length > 4 * most ? text.slice(0, 4 * most) : text);
    const characters = Array.from(shown);
    return characters.length > most ? characters.slice(0, most - 1).join("") + "…" : shown;
  };

  rog.number = (value) => value.toLocaleString("en-US");
  rog.score = (value) => (value === 0 || value >= 0.0001 ? value.toFixed(value < 0.01 ? 4 : 2) : "< 0.0001");
  rog.plural = (count, one, many) => `${rog.number(count)} ${count === 1 ? one : many || one + "s"}`;

  // element("p", {class: "note", "aria-label": "…"}, "text", child, …); what is null is passed over.
  rog.element = function (tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  rog.svg = function (tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  // A name as it is, kept apart from the writing direction of what stands around it.
  rog.name = (text, most) => rog.element("bdi", { class: "rog-name" }, most ? rog.cut(text, most) : rog.printable(text));

  // What entities are called: by name, and by id too where two share a name, or by the kind of a value. `names.plain`
  // gives the name alone, and `names.arrow` a hop's relation with what the result's queries speak of.
  rog.namesOf = function (result) {
    const names = new Map();
    for (const entity of Object.values(result.entities)) names.set(entity.id, entity.name);
    for (const { answers } of [result, ...result.parts]) for (const answer of answers) names.set(answer.id, answer.name);
    for (const topic of result.topics) for (const one of topic.candidates) names.set(one.id, one.name);
    const counts = new Map();
    for (const name of names.values()) counts.set(name, (counts.get(name) || 0) + 1);
    const plain = (id) => (names.has(id) ? names.get(id) : rog.contentText(id));
    const symmetric = new Set(result.symmetric);
    const asked = askedOfEdges([result.query, ...result.parts.map((part) => part.query), ...result.plans.filter((plan) => plan.kept).map((plan) => plan.query)]);
    const known = (hop) => Object.entries(hop.properties).filter(([name]) => asked.has(name)).map(([name, content]) => `${rog.cut(name, 60)} = ${rog.cut(rog.contentText(content), 60)}`);
    const arrow = function (hop) {
      const own = known(hop);
      const label = rog.cut(hop.relation, 200) + (own.length ? ` [${own.join(", ")}]` : "");
      return symmetric.has(hop.relation) ? `←${label}→` : rog.arrow(label, hop.forward);
    };
    const called = function (id) {
      const name = plain(id);
      const value = rog.readValue(id);
      return counts.get(name) > 1 && name !== id ? `${name} [${value ? value.kind : id}]` : name;
    };
    return Object.assign(called, { plain, arrow, symmetric });
  };

  // A property's content, or a value by its id, as people write it.
  rog.contentText = function (content) {
    if (typeof content !== "string") return JSON.stringify(content);
    const value = rog.readValue(content);
    return value ? rog.printValue(value) : content;
  };

  // The properties of edges that queries ask for, or test.
  function askedOfEdges(queries) {
    const asked = new Set();
    const waiting = [...queries];
    while (waiting.length) {
      const node = waiting.pop();
      if (node === null || typeof node !== "object") continue;
      if (node.op === "edge_values" || node.hop !== undefined) asked.add(node.property);
      waiting.push(...Object.values(node));
    }
    return asked;
  }

  rog.readStep = function (step) {
    const forward = !step.startsWith("^");
    const relation = forward ? step : step.slice(1);
    return { forward, relation: relation.startsWith("\\") ? relation.slice(1) : relation };
  };

  rog.source = (hop) => (hop.forward ? hop.head : hop.tail);
  rog.target = (hop) => (hop.forward ? hop.tail : hop.head);
  rog.arrow = (relation, forward) => (forward ? `─${relation}→` : `←${relation}─`);
})(window.rogViewer);
