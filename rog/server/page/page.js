// The page: a question in the address bar, its answer in stages below.

import { get, post, stages, whenTokenIsNeeded } from "./api.js";
import { Completion } from "./complete.js";
import { byId, element, named, plural, shown } from "./elements.js";
import { RelationBrowser } from "./relations.js";
import { StageList } from "./stages.js";

const KEEP = { html: "Web page", svg: "Drawing", markdown: "Markdown", mermaid: "Mermaid", text: "Text", json: "JSON" };
const REMEMBERED = 30;
const LIKELY = 0.3; // readings with at least this share of the chosen one's score are offered

const input = byId("question"), graphs = byId("graph");
const answered = new Map(); // results of this visit by address, so that going back is instant
let running = null;

const graph = () => graphs.value || undefined;
const say = (text) => { byId("live").textContent = text; };

function address(question, topics = []) {
  const query = new URLSearchParams();
  if (graphs.options.length > 1) query.set("graph", graphs.value);
  if (question) query.set("q", question);
  for (const topic of topics) query.append("topic", topic);
  return `/${query.size ? `?${query}` : ""}`;
}

function go(question, topics = []) {
  const target = address(question, topics);
  if (target !== location.pathname + location.search) history.pushState(null, "", target);
  show();
}

// Brings the page to what the address says; what was typed while the page was loading stays.
async function show(typed = "") {
  const query = new URLSearchParams(location.search);
  const question = (query.get("q") ?? "").slice(0, 4000), topics = query.getAll("topic");
  const wanted = query.get("graph");
  if (wanted && Array.from(graphs.options).some((option) => option.value === wanted)) graphs.value = wanted;
  running?.abort();
  input.value = question || typed;
  document.body.classList.toggle("asked", question !== "");
  document.title = question ? `${shown(question, 80)} · rog` : "rog: ask the graph";
  byId("answer").hidden = question === "";
  if (!question) return showExamples();
  clear();
  const known = answered.get(address(question, topics));
  if (known) return finish(known);
  await ask(question, topics);
}

function clear() {
  byId("problem").hidden = true;
  byId("keep").hidden = true;
  byId("viewer").replaceChildren();
  byId("readings").replaceChildren();
  byId("stages").replaceChildren();
}

async function ask(question, topics) {
  const control = running = new AbortController();
  const list = new StageList();
  let result = null;
  document.body.classList.add("busy");
  say("Asking…");
  try {
    const body = { question, graph: graph(), topics: topics.length ? topics : undefined };
    await stages(body, (name, data) => {
      if (control.signal.aborted) return;
      if (name === "error") throw new Error(data.detail);
      if (name === "doubted") return list.doubt();
      if (name === "answer") return list.count(data.answer);
      if (!list.items.has(name)) return;
      list.end(name, data);
      if (name === "answered") result = data;
    }, control.signal);
    if (!result) throw new Error("The connection was lost before the answer came.");
    remember(address(question, topics), result);
    finish(result);
  } catch (error) {
    if (control.signal.aborted) return;
    list.fail();
    fail(error.message);
  } finally {
    if (running === control) document.body.classList.remove("busy");
  }
}

function fail(message) {
  byId("problem").textContent = message;
  byId("problem").hidden = byId("answer").hidden = false;
}

function remember(key, result) {
  answered.set(key, result);
  if (answered.size > REMEMBERED) answered.delete(answered.keys().next().value);
}

function finish(result) {
  const names = result.answers.slice(0, 5).map((answer) => shown(answer.name, 60)).join(", ");
  say(result.answers.length ? `${result.low_confidence ? "Low confidence. " : ""}${plural(result.answers.length, "answer")}: ${names}` : `No answer: ${result.reason ?? result.error ?? ""}`);
  showReadings(result);
  if (window.rogViewer) window.rogViewer.show(byId("viewer"), result, {});
  else fail("The viewer could not be loaded; reload the page.");
  showKeep(result);
}

// Other entities that a mention may stand for; choosing one asks again from it.
function showReadings(result) {
  const rows = result.topics.flatMap((topic) => {
    const chosen = topic.candidates.find((one) => one.id === topic.chosen);
    if (!chosen || chosen.kind === "given") return [];
    const others = topic.candidates.filter((one) => one.id !== chosen.id && one.score >= chosen.score * LIKELY).slice(0, 4);
    if (!others.length) return [];
    const label = (one) => (one.id === one.name ? shown(one.name, 60) : `${shown(one.name, 60)} (${shown(one.id, 40)})`);
    const buttons = others.map((one) => element("button", { type: "button", class: "quiet", click: () => go(result.question, [one.id]) }, label(one)));
    return [element("span", {}, "“", named(topic.text, 60), "” was read as ", label(chosen), ". Ask about another:"), ...buttons];
  });
  byId("readings").replaceChildren(...rows);
}

function showKeep(result) {
  const buttons = Object.entries(KEEP).map(([format, title]) => element("button", { type: "button", class: "quiet", click: () => keep(result, format) }, title));
  byId("keep").replaceChildren(element("span", {}, "Keep this answer as"), ...buttons);
  byId("keep").hidden = false;
}

async function keep(result, format) {
  try {
    const content = format === "json" ? new Blob([JSON.stringify(result, null, 1)], { type: "application/json" }) : await (await post(`explain?format=${format}`, { result })).blob();
    const link = element("a", { href: URL.createObjectURL(content), download: `answer.${{ markdown: "md", mermaid: "mmd", text: "txt" }[format] ?? format}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say("The file was saved.");
  } catch (error) { fail(error.message); }
}

async function showExamples() {
  const place = byId("examples"), wanted = graph();
  try {
    const found = await get("examples", { graph: wanted });
    if (graph() !== wanted) return;
    place.querySelector("ul").replaceChildren(...found.map(({ question, answers }) => element("li", {},
      element("button", { type: "button", click: () => go(question) }, element("bdi", {}, shown(question, 200)), element("small", {}, plural(answers, "answer"))))));
    place.hidden = !found.length;
  } catch { place.hidden = true; } // one can ask without examples
}

function showToken() {
  return new Promise((resolve) => {
    byId("token").addEventListener("cancel", (event) => event.preventDefault());
    byId("token-form").addEventListener("submit", () => resolve(byId("token-value").value), { once: true });
    if (!byId("token").open) byId("token").showModal();
  });
}

function showGraph() {
  const chosen = graphs.selectedOptions[0];
  byId("about").textContent = chosen?.dataset.about ?? "";
}

async function start() {
  whenTokenIsNeeded(showToken);
  const completion = new Completion(input, byId("suggestions"), graph);
  new RelationBrowser(graph);
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    completion.close();
    if (input.value.trim()) { answered.delete(address(input.value.trim())); go(input.value.trim()); }
  });
  graphs.addEventListener("change", () => { showGraph(); go(""); });
  document.querySelector(".brand").addEventListener("click", (event) => { event.preventDefault(); go(""); input.focus(); });
  window.addEventListener("popstate", () => show());
  try {
    const served = await get("graphs");
    graphs.replaceChildren(...served.map((one) => {
      const size = one.triples === null ? "" : ` · ${plural(one.entities, "entity", "entities")}, ${plural(one.triples, "edge")}`;
      const about = `${shown(one.name, 60)}${size} · ${plural(one.relations, "relation")}.`;
      return element("option", { value: one.name, selected: one.default, "data-about": about }, shown(one.name, 60));
    }));
  } catch (error) { return fail(error.message); }
  await show(input.value);
  showGraph();
  if (!new URLSearchParams(location.search).has("q")) input.focus();
}

start();
