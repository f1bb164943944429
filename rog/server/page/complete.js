// Completes the entity that is being written in the question (ARIA combobox with a list).

import { get } from "./api.js";
import { byId, element, named, shown } from "./elements.js";

const PAUSE = 120; // milliseconds without a key before the server is asked
const SHORTEST = 2;

export class Completion {
  constructor(input, list, graph) {
    Object.assign(this, { input, list, graph, found: [], at: -1, span: [0, 0], timer: 0, running: null });
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => this.press(event));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  // What may be the beginning of a name before the caret: the word there, and the capitalised ones before it.
  fragment() {
    const caret = this.input.selectionStart;
    const before = this.input.value.slice(0, caret);
    const capitals = /(?:\p{Lu}[\p{L}\p{N}'’.-]*\s+)*\p{Lu}[\p{L}\p{N}'’.-]*$/u.exec(before);
    const word = /[\p{L}\p{N}'’.-]+$/u.exec(before);
    const spans = [capitals, word].filter(Boolean).map((match) => [match.index, caret]);
    // The first word of a question is capitalised like a name.
    return spans.filter(([start]) => caret - start >= (start === 0 ? 4 : /\p{Lu}/u.test(before[start]) ? SHORTEST : 4));
  }

  async ask() {
    this.running?.abort();
    const spans = this.fragment();
    if (!spans.length) return this.close();
    this.running = new AbortController();
    const { signal } = this.running;
    try {
      for (const span of spans) {
        const found = await get("entities", { q: this.input.value.slice(...span).slice(0, 200), graph: this.graph(), limit: 7 }, signal);
        const begun = found.filter((one) => one.kind !== "fuzzy");
        if (begun.length) return this.open(begun, span);
      }
      this.close();
    } catch { this.close(); } // a completion that fails is none
  }

  open(found, span) {
    if (document.activeElement !== this.input) return;
    Object.assign(this, { found, span, at: -1 });
    this.list.replaceChildren(...found.map((one, at) => element("li", { role: "option", id: `suggestion-${at}`, "aria-selected": "false" },
      named(one.name, 80), this.note(one))));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    byId("live").textContent = `${found.length} entities to choose from`;
  }

  note(one) {
    const parts = [one.matched !== one.name ? shown(one.matched, 40) : "", one.types.slice(0, 2).map((type) => shown(type, 30)).join(", "), one.id !== one.name ? shown(one.id, 40) : ""];
    return element("small", {}, parts.filter(Boolean).join(" · "));
  }

  close() {
    clearTimeout(this.timer);
    this.running?.abort();
    Object.assign(this, { found: [], at: -1 });
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(at) {
    const [start, end] = this.span;
    const before = this.input.value.slice(0, start) + this.found[at].name;
    const after = this.input.value.slice(end);
    this.input.value = before + after;
    this.input.setSelectionRange(before.length, before.length);
    this.close();
  }

  move(by) {
    const options = this.list.children;
    this.at = (this.at + by + options.length + (this.at < 0 && by < 0 ? 1 : 0)) % options.length;
    for (const [at, option] of Array.from(options).entries()) option.setAttribute("aria-selected", String(at === this.at));
    options[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.at].id);
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0) this.choose(this.at);
    else return;
    event.preventDefault();
  }

  press(event) {
    const option = event.target.closest("li");
    if (!option) return;
    event.preventDefault(); // the question keeps the focus
    this.choose(Array.from(this.list.children).indexOf(option));
  }
}
