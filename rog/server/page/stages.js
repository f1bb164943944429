// The four stages of an answer, each with what it found and when it ended.

import { byId, element, plural, shown } from "./elements.js";

const STAGES = [
  ["linked", "Topics found"],
  ["planned", "Paths planned"],
  ["walked", "Graph walked"],
  ["answered", "Answered"],
];

// Mentions with at least this share of the best one's score are named.
const LIKELY = 0.1;

export class StageList {
  constructor() {
    this.began = performance.now();
    this.items = new Map(STAGES.map(([name, title]) => [name, this.item(title)]));
    byId("stages").replaceChildren(...Array.from(this.items.values(), (one) => one.whole));
    this.begin("linked");
    this.names = new Map();
    this.counted = 0;
  }

  item(title) {
    const time = element("span");
    const what = element("span", { class: "what" }, "\u00a0");
    return { whole: element("li", {}, element("b", {}, title, time), what), time, what };
  }

  begin(name) { this.items.get(name)?.whole.classList.add("now"); }

  end(name, data) {
    const { whole, time, what } = this.items.get(name);
    whole.className = "done";
    time.textContent = `${Math.round(performance.now() - this.began)} ms`;
    what.textContent = this[name](data);
    what.title = what.textContent;
    const next = STAGES[STAGES.findIndex(([stage]) => stage === name) + 1];
    if (next) this.begin(next[0]);
  }

  // What comes next is not sure.
  doubt() { this.items.get("answered").what.textContent = "low confidence"; }

  // An answer that came by itself, before the last one did.
  count(answer) {
    this.counted += 1;
    this.items.get("answered").what.textContent = `${plural(this.counted, "answer")} so far, ${shown(answer.name, 40)}`;
  }

  fail() {
    for (const { whole } of this.items.values()) if (whole.classList.contains("now")) whole.className = "failed";
  }

  linked({ topics }) {
    for (const topic of topics) for (const one of topic.candidates) this.names.set(one.id, one.name);
    const score = (topic) => Math.max(0, ...topic.candidates.map((one) => one.score));
    const best = Math.max(0, ...topics.map(score));
    const likely = topics.filter((topic) => score(topic) >= LIKELY * best);
    return likely.length ? likely.map((topic) => `“${shown(topic.text, 40)}”`).join(", ") : "nothing the graph knows";
  }

  planned({ plans }) {
    if (!plans.length) return "no path fits";
    const best = shown(window.rogViewer.queryText(plans[0].query, (id) => this.names.get(id) ?? id), 160);
    return plans.length > 1 ? `${best} (and ${plural(plans.length - 1, "more", "more")})` : best;
  }

  walked({ plans }) {
    const found = plans.reduce((sum, plan) => sum + (plan.found ?? 0), 0);
    return `${plural(found, "end")} found by ${plural(plans.length, "plan")}`;
  }

  answered(result) {
    if (!result.answers.length) return "no answer";
    return plural(result.answers.length, "answer") + (result.truncated ? ", cut by a limit" : "") + (result.low_confidence ? ", low confidence" : "");
  }
}
