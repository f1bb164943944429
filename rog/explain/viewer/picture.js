"use strict";
// What is drawn of the paths: entities in columns by hop, each once, and the edges between them. The same
// rules as rog/explain/picture.py.
(function (rog) {
  rog.edgeKey = (hop) => JSON.stringify([hop.head, hop.relation, hop.tail, hop.key]);

  // {columns: [[node]], edges}. `paths` are {hops, topic, answer}; `answers` a Set of ids; `rows` the most entities
  // of each column; `wanted` is a Set of ids that are drawn beyond these. Each node and edge holds its `paths`.
  rog.makePicture = function (paths, answers, rows, wanted) {
    const placed = placeColumns(paths, answers);
    const members = [];
    for (const [id, column] of placed) (members[column] = members[column] || []).push(id);
    const nodes = new Map();
    const columns = members.map((own, column) => drawColumn(own, column, rows[column] || rows.each, wanted, nodes));
    return { columns, edges: drawEdges(paths, nodes), nodes };
  };

  function placeColumns(paths, answers) {
    const columns = new Map();
    const topics = new Set(paths.map((path) => path.topic));
    for (const path of paths) {
      if (!columns.has(path.topic)) columns.set(path.topic, 0);
      path.hops.forEach(function (hop, number) {
        const target = rog.target(hop);
        columns.set(target, topics.has(target) ? 0 : Math.max(number + 1, columns.get(target) || 0));
      });
    }
    let last = 0;
    for (const column of columns.values()) last = Math.max(last, column);
    for (const id of columns.keys()) if (answers.has(id) && !topics.has(id)) columns.set(id, last);
    const used = [...new Set(columns.values())].sort((one, other) => one - other);
    const numbers = new Map(used.map((column, number) => [column, number]));
    for (const [id, column] of columns) columns.set(id, numbers.get(column));
    return columns;
  }

  function drawColumn(ids, column, rows, wanted, nodes) {
    const all = ids.length <= rows + 1;
    const shown = ids.filter((id, place) => all || place < rows || wanted.has(id));
    const drawn = shown.map((id) => ({ column, id, more: 0, paths: new Set() }));
    for (const node of drawn) nodes.set(node.id, node);
    if (shown.length === ids.length) return drawn;
    const rest = { column, id: null, more: ids.length - shown.length, paths: new Set() };
    for (const id of ids) if (!nodes.has(id)) nodes.set(id, rest);
    return [...drawn, rest];
  }

  function drawEdges(paths, nodes) {
    const numbers = new Map([...new Set(nodes.values())].map((node, number) => [node, number]));
    const edges = new Map();
    const drawn = new Map(); // an edge of the graph is drawn as it was walked first
    const place = function (hop, own) {
      const source = nodes.get(rog.source(hop));
      const target = nodes.get(rog.target(hop));
      const group = source.id === null || target.id === null;
      const key = group ? JSON.stringify([numbers.get(source), numbers.get(target), hop.relation, hop.forward]) : own;
      if (!edges.has(key)) {
        edges.set(key, { key: own, source, target, hop, group, members: new Set(), paths: new Set() });
      }
      edges.get(key).members.add(own);
      return edges.get(key);
    };
    for (const path of paths) {
      nodes.get(path.topic).paths.add(path);
      for (const hop of path.hops) {
        const own = rog.edgeKey(hop);
        if (!drawn.has(own)) drawn.set(own, place(hop, own));
        drawn.get(own).paths.add(path);
        nodes.get(rog.target(hop)).paths.add(path);
      }
    }
    return [...edges.values()];
  }
})(window.rogViewer);
