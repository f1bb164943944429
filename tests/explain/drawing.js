"use strict";
// Reads what to draw from the standard input and writes what the viewer draws of it:
// node drawing.js VIEWER_FOLDER < [{result, rows}, …] > [{boxes, lines, proofs, bars, queries, values, width, height}, …]
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

globalThis.window = globalThis;
for (const name of ["shown.js", "query.js", "picture.js", "layout.js", "proofs.js"]) {
  (0, eval)(readFileSync(join(process.argv[2], name), "utf-8"));
}
const rog = globalThis.rogViewer;

function draw({ result, rows }) {
  const paths = result.answers.flatMap(rog.drawnPaths);
  const answers = new Set(result.answers.map((answer) => answer.id));
  const picture = rog.makePicture(paths, answers, { each: rows }, new Set());
  const size = rog.layOut(picture, rog.namesOf(result));
  const boxes = picture.columns.flat().map(({ label, x, y, width, height }) => ({ label, x, y, width, height }));
  const lines = picture.edges.map(({ label, path, labelX, y, tip, hop }) => ({ relation: hop.relation, label, path, labelX, y, tip }));
  const names = rog.namesOf(result);
  const every = [result, ...result.parts].flatMap((part) => part.answers);
  const proofs = every.map((answer) => ({ label: rog.answerLabel(answer, names), tables: rog.proofTables(answer, names), lines: rog.proofLines(answer, names) }));
  const bars = rog.bars(result.answers.map((answer) => answer.id));
  const values = result.warnings.map(rog.contentText);
  const queries = result.plans.map((plan) => rog.queryText(plan.query, names.plain));
  return { boxes, lines, proofs, bars, queries, values, ...size };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(draw)));
