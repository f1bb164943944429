// Elements made of text and elements only, as the viewer makes them: nothing that a graph holds is ever read as markup.
// The page loads the viewer's script before this.

const { cut, element, plural } = window.rogViewer;

export { element, plural };

export const byId = (id) => document.getElementById(id);

// A text of the graph, made printable and no longer than this.
export const shown = (text, longest = 200) => cut(String(text), longest);

export const named = (name, longest) => element("bdi", {}, shown(name, longest));
