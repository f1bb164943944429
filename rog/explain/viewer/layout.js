"use strict";
// Where the parts of a picture go. Each edge ends on a row of its own, so no two relation names overlap. The same
// rules as rog/explain/layout.py and columns.py.
(function (rog) {
  const ROW = 20;
  const GROUP_ROW = 10; // of a node that stands for several: its edges are named once for each relation
  const PADDING = 6;
  const GAP = 12;
  const MARGIN = 16;
  const ARROW = 14;
  const SWEEPS = 4;
  const NAME = 28; // longest name of an entity and of a relation, in characters
  const RELATION = 26;
  const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{3fffd}]/u;

  function textWidth(text) {
    let width = 0;
    for (const character of text) width += WIDE.test(character) ? 13 : 7.2;
    return width;
  }

  function makeSlots(picture) {
    const columns = picture.columns.map((own) => own.map((node) => (node.slot = { column: node.column, node })));
    for (const edge of picture.edges) {
      const between = [];
      for (let column = edge.source.column + 1; column < edge.target.column; column++) {
        between.push({ column, node: null });
        columns[column].push(between[between.length - 1]);
      }
      edge.chain = [edge.source.slot, ...between, edge.target.slot];
      edge.back = edge.target.column <= edge.source.column;
    }
    return columns;
  }

  function orderColumns(columns, edges) {
    for (const own of columns) for (const slot of own) Object.assign(slot, { before: [], after: [] });
    for (const edge of edges) {
      if (edge.back) continue;
      for (let place = 1; place < edge.chain.length; place++) {
        edge.chain[place].before.push(edge.chain[place - 1]);
        edge.chain[place - 1].after.push(edge.chain[place]);
      }
    }
    const number = (own) => own.forEach((slot, place) => (slot.position = (place + 0.5) / own.length));
    columns.forEach(number);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      const side = sweep % 2 === 0 ? "before" : "after";
      for (const own of sweep % 2 === 0 ? columns : [...columns].reverse()) {
        for (const slot of own) {
          const near = slot[side].length ? slot[side] : [slot];
          slot.mean = near.reduce((sum, one) => sum + one.position, 0) / near.length;
          slot.last = slot.node !== null && slot.node.id === null ? 1 : 0;
        }
        own.sort((one, other) => one.last - other.last || one.mean - other.mean);
        number(own);
      }
    }
  }

  function nodeLabel(node, names) {
    return node.id === null ? `and ${rog.number(node.more)} more` : rog.cut(names(node.id), NAME);
  }

  // Of edges that end in the same group only the first of each relation has a name.
  function nameEdges(edges) {
    const named = new Map();
    for (const edge of edges) {
      const own = edge.hop.relation + (edge.hop.forward ? " >" : " <");
      if (!named.has(edge.target)) named.set(edge.target, new Set());
      const again = edge.target.id === null && named.get(edge.target).has(own);
      edge.label = again ? "" : rog.cut(edge.hop.relation, RELATION);
      named.get(edge.target).add(own);
    }
  }

  // Gives each node label, x, y, width, height, and each edge label, path, labelX, y and tip; returns the size of the
  // whole. `names` says what an entity is called.
  rog.layOut = function (picture, names) {
    for (const own of picture.columns) for (const node of own) node.label = nodeLabel(node, names);
    nameEdges(picture.edges);
    const columns = makeSlots(picture);
    orderColumns(columns, picture.edges);
    const width = placeColumns(columns, picture.edges);
    const height = placeSlots(columns, picture.edges);
    placeEnds(columns);
    placeStarts(picture.edges);
    for (const edge of picture.edges) draw(edge);
    return { width, height };
  };

  function placeColumns(columns, edges) {
    let x = MARGIN;
    columns.forEach(function (own, column) {
      const ending = edges.filter((edge) => edge.target.column === column);
      const named = Math.max(0, ...ending.map((edge) => textWidth(edge.label) + ARROW + 24));
      if (ending.length) x += named + 40 + Math.min(80, 3 * ending.length);
      const left = x;
      x += Math.max(0, ...own.filter((slot) => slot.node).map((slot) => textWidth(slot.node.label))) + 28;
      for (const slot of own) Object.assign(slot, { left, right: x, join: left - named });
    });
    return x + MARGIN;
  }

  function placeSlots(columns, edges) {
    for (const own of columns) for (const slot of own) slot.arriving = [];
    for (const edge of edges) {
      edge.ends = new Map();
      for (const slot of edge.back ? edge.chain : edge.chain.slice(1)) slot.arriving.push(edge);
    }
    for (const own of columns) {
      for (const slot of own) slot.height = slot.node ? Math.max(ROW, rowOf(slot) * slot.arriving.length) + 2 * PADDING : ROW;
    }
    const totals = columns.map((own) => own.reduce((sum, slot) => sum + slot.height + GAP, -GAP));
    const height = Math.max(0, ...totals) + 2 * MARGIN;
    columns.forEach(function (own, column) {
      let y = (height - totals[column]) / 2;
      for (const slot of own) {
        slot.middle = y + slot.height / 2;
        if (slot.node) {
          Object.assign(slot.node, { x: slot.left, y, width: slot.right - slot.left, height: slot.height });
        }
        y += slot.height + GAP;
      }
    });
    return height;
  }

  const rowOf = (slot) => (slot.node && slot.node.id === null ? GROUP_ROW : ROW);

  function spread(slot, edges, space, place) {
    const first = slot.middle - (space * (edges.length - 1)) / 2;
    edges.forEach((edge, number) => place(edge, first + space * number));
  }

  function placeEnds(columns) {
    for (const own of columns) {
      for (const slot of own) {
        const origin = function (edge) {
          const place = edge.chain.indexOf(slot);
          return edge.chain[place ? place - 1 : edge.chain.length - 1].middle;
        };
        slot.arriving.sort((one, other) => origin(one) - origin(other));
        spread(slot, slot.arriving, rowOf(slot), (edge, y) => edge.ends.set(slot, y));
      }
    }
  }

  function placeStarts(edges) {
    const leaving = new Map();
    for (const edge of edges.filter((one) => !one.back)) {
      const slot = edge.chain[0];
      if (!leaving.has(slot)) leaving.set(slot, []);
      leaving.get(slot).push(edge);
    }
    for (const [slot, own] of leaving) {
      own.sort((one, other) => one.ends.get(one.chain[1]) - other.ends.get(other.chain[1]));
      spread(slot, own, Math.min(12, slot.height / (own.length + 1)), (edge, y) => (edge.start = y));
    }
  }

  function draw(edge) {
    const source = edge.chain[0];
    const target = edge.chain[edge.chain.length - 1];
    edge.y = edge.ends.get(target);
    edge.labelX = target.left - ARROW - 4;
    const start = edge.back ? [source.left, edge.ends.get(source)] : [source.right, edge.start];
    edge.path = edge.back ? turning(edge, source, target, start) : crossing(edge, start);
    edge.tip = edge.hop.forward ? [target.left, edge.y, true] : [...start, edge.back];
  }

  function crossing(edge, [left, top]) {
    let [x, y] = [left, top];
    let path = `M${x} ${y}`;
    for (const slot of edge.chain.slice(1)) {
      const row = edge.ends.get(slot);
      const bend = (x + slot.join) / 2;
      x = slot.node ? slot.left : slot.right;
      path += `C${bend} ${y} ${bend} ${row} ${slot.join} ${row}H${x}`;
      y = row;
    }
    return path;
  }

  function turning(edge, source, target, [x, y]) {
    const [out, join] = [source.join, target.join];
    return `M${x} ${y}H${out}C${out - 30} ${y} ${join - 30} ${edge.y} ${join} ${edge.y}H${target.left}`;
  }
})(window.rogViewer);
