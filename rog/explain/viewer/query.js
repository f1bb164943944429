"use strict";
// Values by their ids, and a query as text with names in place of ids: the same text as rog/explain/names.py makes.
(function (rog) {
  const VALUE = /^"((?:[^"\\\n\r]|\\[tbnrf"\\])*)"(?:\^\^(xsd:\w+|cdt:ucum|<[^<>"{}|^`\\\s]*>)|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))$/;
  const KINDS = {
    "xsd:integer": "number", "xsd:decimal": "number", "cdt:ucum": "number", "xsd:date": "date", "xsd:dateTime": "date", "xsd:gYearMonth": "date",
    "xsd:time": "time", "xsd:gYear": "year", "xsd:boolean": "truth", "xsd:anyURI": "address",
  };
  const UNESCAPED = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

  // {kind, text, unit, plain} of a value's id, `plain` for a text without language or datatype; null for an entity's id.
  rog.readValue = function (id) {
    const match = VALUE.exec(id);
    if (!match) return null;
    const [, written, datatype, language] = match;
    const text = written.replace(/\\(.)/g, (_, letter) => UNESCAPED[letter] || letter);
    const kind = KINDS[datatype] || "text";
    if (datatype !== "cdt:ucum") return { kind, text, unit: "", plain: !language && datatype === "xsd:string" };
    const space = text.indexOf(" ");
    return { kind, text: text.slice(0, space), unit: text.slice(space + 1), plain: false };
  };

  const MONTHS = "January February March April May June July August September October November December".split(" ");

  // A value as people write it: as `str` of rog/values.py.
  rog.printValue = function ({ kind, text, unit }) {
    const bare = text.replace(/^-/, "");
    if (kind === "number") return numberText(text.startsWith("-") ? "-" : "", bare, unit);
    if (kind === "date") return dateText(bare.split("T"), text.startsWith("-") ? " BC" : "");
    if (kind === "year") return bare.replace(/^0+/, "") + (text.startsWith("-") ? " BC" : "");
    if (kind === "time") return text.replace(/^0/, "").replace(/:00$/, "");
    return kind === "truth" ? (text === "true" ? "yes" : "no") : text;
  };

  function numberText(sign, digits, unit) {
    const [whole, rest] = digits.split(".");
    const grouped = Number(whole) >= 10000 ? whole.replace(/\B(?=(?:\d{3})+$)/g, ",") : whole;
    const written = rest === undefined ? grouped : `${grouped}.${rest}`;
    return /^[$€£¥₹₽₩₺]$/.test(unit) ? sign + unit + written : `${sign}${written}${unit === "" || unit === "%" ? "" : " "}${unit}`;
  }

  function dateText([day, clock], era) {
    const [year, month, date] = day.split("-");
    const written = `${date ? `${Number(date)} ` : ""}${MONTHS[Number(month) - 1]} ${year.replace(/^0+/, "")}${era}`;
    return clock ? `${written}, ${clock.replace(/Z$/, "").replace(/:00$/, "")}${clock.endsWith("Z") ? " UTC" : ""}` : written;
  }

  const KEYWORDS = new Set(["and", "or", "not", "where", "is", "has", "true", "false"]);
  const BARE = /^(?!\p{Nd})[\p{L}\p{N}_][\p{L}\p{N}_.:\-]*$/u;
  const UNIT = /^(?:(?!\p{Nd})[\p{L}\p{N}_][\p{L}\p{N}_.:\-]*|[%$€£¥])$/u;
  const ESCAPED = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const HOW = { least: "lowest", most: "highest" };
  const WHOLE = new Set(["kind", "having", "edge_values", "most", "count", "exists", "total", "between", "walk"]);

  const quoted = (text, mark) => mark + Array.from(text, (letter) => (letter === mark ? "\\" + mark : ESCAPED[letter] || letter)).join("") + mark;
  const nameText = (name) => (BARE.test(name) && !KEYWORDS.has(name) ? name : quoted(name, '"'));

  function valueText(id) {
    const { kind, text, unit, plain } = rog.readValue(id);
    if (kind === "number" && !unit) return text;
    if (kind === "number" && UNIT.test(unit) && !KEYWORDS.has(unit)) return `${text} ${unit}`;
    if (kind === "date" && /^\d{4}-\d\d-\d\d$/.test(text)) return text;
    if (kind === "year") return `year(${text})`;
    if (kind === "truth") return text;
    return plain ? quoted(text, "'") : id;
  }

  function step(text, hop, tests) {
    const { forward, relation } = rog.readStep(text);
    const own = tests.filter((test) => test.hop === hop).map((test) => `${nameText(test.property)} ${test.sign} ${valueText(test.value)}`);
    return `${forward ? "" : "^"}${nameText(relation)}${own.length ? `[${own.join(", ")}]` : ""}`;
  }

  const pathText = (path) => path.map((one) => step(one, 0, [])).join(" / ");
  const measure = ({ path, counted }) => (counted ? `count(${pathText(path)})` : pathText(path));

  function write(node, called) {
    const text = (inner) => write(inner, called);
    const inner = (part) => (WHOLE.has(part.op) || (part.op === "ids" && part.ids.length < 2) ? text(part) : `(${text(part)})`);
    const test = function (one) {
      if (one.op === "is_a") return `is ${nameText(one.kind)}`;
      return one.op === "has" ? `has ${pathText(one.path)}` : `${measure(one.by)} ${one.sign} ${inner(one.right)}`;
    };
    const forms = {
      ids: () => node.ids.map((id) => (rog.readValue(id) ? valueText(id) : nameText(called(id)))).join(" or ") || "none()",
      kind: () => `kind(${nameText(node.kind)})`,
      having: () => `having(${pathText(node.path)})`,
      walk: () => `${node.start.op === "walk" ? `(${text(node.start)})` : inner(node.start)} / ${node.path.map((one, place) => step(one, place + 1, node.tests)).join(" / ")}`,
      edge_values: () => `edge(${text(node.walk)}, ${nameText(node.property)})`,
      both: () => node.parts.map(inner).join(" and "),
      either: () => node.parts.map(inner).join(" or "),
      without: () => `${inner(node.whole)} not ${inner(node.part)}`,
      where: () => `${node.whole.op === "where" ? text(node.whole) : inner(node.whole)} where ${test(node.test)}`,
      most: () => `${node.least ? "least" : "most"}(${text(node.whole)}, ${measure(node.by)}${node.count > 1 ? `, ${node.first}, ${node.count}` : node.first > 1 ? `, ${node.first}` : ""})`,
      count: () => `count(${text(node.of)})`,
      exists: () => `exists(${text(node.of)})`,
      total: () => `${HOW[node.how] || node.how}(${text(node.of)}${node.path.length ? `, ${pathText(node.path)}` : ""})`,
      same: () => `${inner(node.left)} ${node.sign} ${inner(node.right)}`,
      between: () => `between(${text(node.left)}, ${text(node.right)})`,
      several: () => node.parts.map(text).join("; "),
    };
    return forms[node.op]();
  }

  // `called` gives the name of an entity's id.
  rog.queryText = (query, called) => rog.cut(write(query, (id) => Array.from(called(id)).length > 200 ? Array.from(called(id)).slice(0, 199).join("") + "…" : called(id)), 1000);
})(window.rogViewer);
