"use strict";
// The drawing: SVG elements for a picture that was laid out, what lights up in it, and its keys.
(function (rog) {
  // {element, svg, light(paths, key), size}. `choose(kind, key)` is called with "entity" and an id, "edge" and an edge's
  // key, or "more" and a column. `context` has names, answers (Set of ids) and topics (Set of ids).
  rog.drawGraph = function (picture, context, choose) {
    const size = rog.layOut(picture, context.names);
    const edges = rog.svg("g", { class: "rog-edges" }, ...picture.edges.map((edge) => drawEdge(edge, context)));
    const nodes = rog.svg("g", {}, ...picture.columns.flat().map((node) => drawNode(node, context)));
    const box = `0 0 ${Math.ceil(size.width)} ${Math.ceil(size.height)}`;
    const label = "Graph of the paths. Arrow keys move between entities and edges, Enter chooses.";
    const svg = rog.svg("svg", { class: "rog-graph", viewBox: box, role: "group", "aria-label": label }, edges, nodes);
    Object.assign(svg.style, { maxWidth: `${size.width}px`, minWidth: `${Math.min(size.width, size.width * 0.6 + 140)}px` });
    const items = [
      ...picture.columns.flat().map((node) => ({ element: node.element, x: node.column, y: node.y + node.height / 2, node })),
      ...picture.edges.map((edge) => ({ element: edge.element, x: edge.target.column - 0.5, y: edge.y, edge })),
    ];
    // An SVG element with listeners for focus takes the focus itself, so they are on what holds it.
    const holder = rog.element("div", {}, svg);
    listen(holder, items, choose);
    return { element: holder, svg, size, light: (paths, chosen) => light(edges, items, paths, chosen) };
  };

  function drawEdge(edge, context) {
    const { hop } = edge;
    const [x, y, right] = edge.tip;
    const ends = `${context.names(hop.head)} ${rog.arrow(hop.relation, true)} ${context.names(hop.tail)}`;
    const title = edge.group ? `${rog.plural(edge.members.size, "edge")}: ${hop.relation}` : `${ends}, verified`;
    const attributes = { class: edge.group ? "rog-edge more" : "rog-edge", "data-edge": edge.group ? "" : edge.key };
    edge.element = rog.svg(
      "g",
      { ...attributes, role: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": `Edge: ${rog.printable(title)}` },
      rog.svg("title", {}, rog.printable(title)),
      rog.svg("path", { class: "reach", d: edge.path }),
      rog.svg("path", { class: "line", d: edge.path }),
      rog.svg("path", { class: "tip", d: `M${x} ${y}l${right ? -9 : 9} -4.5v9z` }),
      rog.svg("text", { class: "relation", x: edge.labelX, y: edge.y + 4 }, edge.label),
    );
    return edge.element;
  }

  function drawNode(node, context) {
    const kind = node.id === null ? "more" : context.topics.has(node.id) ? "topic" : context.answers.has(node.id) ? "answer" : "between";
    const said = { more: "", topic: "Topic: ", answer: "Answer: ", between: "Entity: " }[kind];
    const full = node.id === null ? `${node.label}: open` : rog.cut(context.names(node.id), 200);
    node.element = rog.svg(
      "g",
      { class: `rog-node ${kind}`, role: "button", tabindex: "-1", "aria-label": said + full, "data-entity": node.id === null ? "" : node.id },
      rog.svg("title", {}, full),
      rog.svg("rect", { x: node.x, y: node.y, width: node.width, height: node.height, rx: kind === "answer" ? 16 : 4 }),
      rog.svg("text", { class: "name", x: node.x + node.width / 2, y: node.y + node.height / 2 + 4.5 }, node.label),
    );
    if (node.id !== null) node.element.setAttribute("aria-pressed", "false");
    return node.element;
  }

  function meets(own, paths) {
    const [small, large] = own.size < paths.size ? [own, paths] : [paths, own];
    for (const one of small) if (large.has(one)) return true;
    return false;
  }

  // Mark what lies on the paths; lit edges are drawn over the others.
  function light(layer, items, paths, chosen) {
    for (const { element, node, edge } of items) {
      const lit = meets((node || edge).paths, paths);
      element.classList.toggle("lit", lit);
      if (node && node.id === null) continue;
      const key = node ? `entity ${node.id}` : `edge ${edge.key}`;
      element.setAttribute("aria-pressed", String(key === chosen && !(edge && edge.group)));
      if (edge && lit && element !== document.activeElement) layer.append(element);
    }
  }

  function listen(holder, items, choose) {
    const byElement = new Map(items.map((item) => [item.element, item]));
    let current = items.find((item) => item.node) || items[0];
    if (current) current.element.setAttribute("tabindex", "0");
    const itemOf = (target) => byElement.get(target.closest("[role=button]"));
    const use = function (item) {
      if (item && item.node) choose(item.node.id === null ? "more" : "entity", item.node.id === null ? item.node.column : item.node.id);
      else if (item) choose(item.edge.group ? "more" : "edge", item.edge.group ? groupColumn(item.edge) : item.edge.key);
    };
    holder.addEventListener("click", (event) => use(itemOf(event.target)));
    holder.addEventListener("focusin", function (event) {
      current.element.setAttribute("tabindex", "-1");
      current = itemOf(event.target) || current;
      current.element.setAttribute("tabindex", "0");
    });
    holder.addEventListener("keydown", function (event) {
      const next = neighbour(items, current, event.key);
      if (next) next.element.focus();
      else if (event.key === "Enter" || event.key === " ") use(current);
      else return;
      event.preventDefault();
    });
  }

  const groupColumn = (edge) => (edge.target.id === null ? edge.target.column : edge.source.column);

  // The item next to this one in the direction of an arrow key: in the same column, or nearest in the next one.
  function neighbour(items, from, key) {
    const sideways = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const down = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!sideways && !down) return null;
    const ahead = items.filter((item) => (sideways ? (item.x - from.x) * sideways > 0 : item.x === from.x && (item.y - from.y) * down > 0));
    const far = (item) => Math.abs(item.x - from.x) * 1e6 + Math.abs(item.y - from.y);
    return ahead.reduce((best, item) => (!best || far(item) < far(best) ? item : best), null);
  }

  const STYLED = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "opacity", "white-space"];

  // The drawing as a file of its own that looks as it does on the page.
  rog.standaloneSvg = function (svg, { width, height }) {
    const copy = svg.cloneNode(true);
    const originals = svg.querySelectorAll("*");
    copy.querySelectorAll("*").forEach(function (element, place) {
      const style = getComputedStyle(originals[place]);
      for (const name of STYLED) element.setAttribute(name, style.getPropertyValue(name));
      for (const name of ["role", "tabindex", "aria-pressed", "data-edge", "data-entity"]) element.removeAttribute(name);
    });
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--rog-paper").trim();
    copy.prepend(rog.svg("rect", { width: "100%", height: "100%", fill: paper || "#fff" }));
    copy.removeAttribute("style");
    copy.setAttribute("width", Math.ceil(width));
    copy.setAttribute("height", Math.ceil(height));
    return new XMLSerializer().serializeToString(copy);
  };
})(window.rogViewer);
