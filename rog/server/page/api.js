// What the page asks of the server: JSON, and answers in stages. A server with a token is asked again with it.

const TOKEN = "rog.token";

export class Failure extends Error {
  constructor(message, status) { super(message); this.status = status; }
}

let askForToken = async () => null;
export function whenTokenIsNeeded(ask) { askForToken = ask; }

async function request(path, options = {}) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    let response;
    try {
      response = await fetch(path, { ...options, headers, cache: "no-store", referrerPolicy: "no-referrer" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Failure("The server cannot be reached.", 0);
    }
    if (response.status !== 401) return response.ok ? response : fail(response);
    sessionStorage.removeItem(TOKEN);
    sessionStorage.setItem(TOKEN, await askForToken());
  }
}

async function fail(response) {
  let detail = response.statusText;
  try { detail = (await response.json()).detail || detail; } catch { /* no problem details: the status says it */ }
  throw new Failure(detail, response.status);
}

export async function get(path, query = {}, signal = undefined) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const response = await request(`/api/v1/${path}?${new URLSearchParams(given)}`, { signal });
  return response.json();
}

export async function post(path, body, signal = undefined) {
  const headers = { "Content-Type": "application/json" };
  return request(`/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body), signal });
}

// Calls onEvent(name, data) for each server-sent event of an answer, in order.
export async function stages(body, onEvent, signal) {
  const response = await post("ask/stream", body, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const field = (name) => lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length)).join("\n");
        if (field("event: ")) onEvent(field("event: "), JSON.parse(field("data: ")));
      }
    }
  } finally { reader.cancel().catch(() => {}); } // a stream that is left is closed, so that the server stops
}
