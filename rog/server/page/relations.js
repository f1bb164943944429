// The browser of relation types: how many edges each has, and what some of them look like.

import { get } from "./api.js";
import { byId, element, named, plural, shown } from "./elements.js";

const SHOWN = 200;

export class RelationBrowser {
  constructor(graph) {
    this.graph = graph;
    this.dialog = byId("relations");
    this.asked = 0;
    this.listed = "";
    byId("browse").addEventListener("click", () => this.open());
    this.dialog.querySelector(".close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
    byId("relations-filter").addEventListener("input", () => this.fill());
  }

  open() {
    byId("relations-filter").value = "";
    this.dialog.showModal();
    byId("relations-filter").focus();
    this.fill();
  }

  async fill() {
    const number = ++this.asked;
    const count = byId("relations-count");
    try {
      const { total, relations } = await get("relations", { graph: this.graph(), q: byId("relations-filter").value.slice(0, 200), limit: SHOWN });
      if (number !== this.asked) return; // a later filter was typed
      count.textContent = plural(total, "relation") + (total > relations.length ? `; the first ${relations.length} are shown` : "");
      const listed = JSON.stringify([this.graph(), relations]);
      if (listed === this.listed) return; // what is focused or open stays so
      this.listed = listed;
      byId("relations-list").replaceChildren(...relations.map((relation) => this.row(relation)));
    } catch (error) { count.textContent = error.message; }
  }

  row(relation) {
    const edges = element("ul", { class: "edges" });
    const triples = relation.triples === null ? "" : relation.triples.toLocaleString("en");
    const row = element("details", {}, element("summary", {}, element("b", {}, shown(relation.words)), element("span", { title: relation.name }, triples)), edges);
    row.addEventListener("toggle", () => { if (row.open && !edges.childElementCount) this.show(relation.name, edges); });
    return element("li", {}, row);
  }

  async show(relation, list) {
    try {
      const edges = await get("relations/edges", { graph: this.graph(), relation });
      const rows = edges.map((edge) => element("li", {}, named(edge.head.name, 80), " ", element("em", {}, `─${shown(relation, 80)}→`), " ", named(edge.tail.name, 80)));
      list.replaceChildren(...(rows.length ? rows : [element("li", {}, "This graph gives no examples.")]));
    } catch (error) { list.replaceChildren(element("li", {}, error.message)); }
  }
}
