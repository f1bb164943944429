"""Serves a causal language model by OpenAI's chat protocol, with replies that obey the JSON schema of a request:

python -m eval.serving.chat_model MODEL [--port N] [--dtype bfloat16]

It answers one request at a time with the most probable tokens: to measure the `chat:` planner with a small model on a
processor. llguidance says which tokens a schema allows, and no other is chosen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import torch
from llguidance import LLMatcher
from llguidance.hf import from_tokenizer
from transformers import DynamicCache

from rog.lm.causal.loading import load_causal
from rog.lm.causal.token_trees import cache_argument

__all__ = ["ChatHandler", "Completed", "Completer", "main", "serve"]

SEPARATORS: Any = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""How JSON is written in the prompts: a model is not tempted to indent without end."""


class Completed(NamedTuple):
    """A reply, and its tokens."""

    text: str
    input_tokens: int
    output_tokens: int
    finished: bool


class Completer:
    """Continues conversations greedily. What a prompt has in common with the one before is not read again."""

    def __init__(self, model: str, dtype: str | None = None) -> None:
        """Raises what `load_causal` does."""
        self._model, self._tokenizer = load_causal(model, device="cpu", dtype=dtype)
        self._grammar_tokenizer = from_tokenizer(self._tokenizer, n_vocab=self._model.config.vocab_size)
        self._read: list[int] = []
        self._cache = DynamicCache(config=self._model.config)

    @torch.inference_mode()
    def complete(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any] | None, max_tokens: int
    ) -> Completed:
        """The reply to a conversation. Raises ValueError for a schema that cannot be obeyed."""
        matcher = self._matcher(schema) if schema is not None else None
        prompt = self._tokenizer.apply_chat_template(
            list(messages), add_generation_prompt=True, tokenize=True, return_dict=False
        )
        written: list[int] = []
        while len(written) < max_tokens:
            tokens = matcher.compute_ff_tokens() if matcher is not None else []  # where there is no choice
            tokens = tokens or [self._next(self._read_on([*prompt, *written]), matcher)]
            if tokens[0] == self._tokenizer.eos_token_id:
                return Completed(self._tokenizer.decode(written), len(prompt), len(written), True)
            written += tokens
            if matcher is not None and not matcher.consume_tokens(tokens):
                raise ValueError(matcher.get_error())
        return Completed(self._tokenizer.decode(written), len(prompt), len(written), False)

    def _matcher(self, schema: Mapping[str, Any]) -> LLMatcher:
        grammar = LLMatcher.grammar_from_json_schema(json.dumps(schema), defaults=SEPARATORS)
        matcher = LLMatcher(self._grammar_tokenizer, grammar)
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        return matcher

    def _next(self, following: torch.Tensor, matcher: LLMatcher | None) -> int:
        """The most probable of the tokens that may come next."""
        if matcher is not None:
            allowed = torch.frombuffer(bytearray(matcher.compute_bitmask()), dtype=torch.uint8)
            bits = (allowed[:, None] >> torch.arange(8)) & 1
            following = following.masked_fill(bits.flatten()[: following.shape[-1]] == 0, float("-inf"))
        return int(following.argmax())

    def _read_on(self, tokens: list[int]) -> torch.Tensor:
        """The scores of the token behind these."""
        most = min(len(self._read), len(tokens) - 1)
        common = next((place for place in range(most) if self._read[place] != tokens[place]), most)
        if common < len(self._read):
            self._cache.crop(common - len(self._read))
        ids = torch.tensor([tokens[common:]])
        cache = {cache_argument(self._model): self._cache}
        logits: torch.Tensor = self._model(input_ids=ids, **cache, logits_to_keep=1).logits
        self._read = tokens
        return logits[:, -1].float()


MAX_BODY_BYTES = 1_000_000
MAX_TOKENS = 512
"""Most tokens of a reply."""


class ChatHandler(BaseHTTPRequestHandler):
    """Answers a request for a chat completion with what the server's `completer` says."""

    timeout = 60.0
    """Seconds that a client may be silent: there is one thread."""

    def do_POST(self) -> None:
        server: Any = self.server
        try:
            request = json.loads(self.rfile.read(min(int(self.headers["content-length"]), MAX_BODY_BYTES)))
            model, shape = request["model"], request.get("response_format") or {}
            wanted = shape.get("json_schema", {}).get("schema")
            tokens = min(int(request.get("max_tokens") or MAX_TOKENS), MAX_TOKENS)
            done = server.completer.complete(request["messages"], wanted, tokens)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            message = f"the request cannot be read: {type(error).__name__}: {error}"
            self._send(400, {"error": {"message": message, "type": "invalid_request_error"}})
            return
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": done.text},
            "finish_reason": "stop" if done.finished else "length",
        }
        usage = {
            "prompt_tokens": done.input_tokens,
            "completion_tokens": done.output_tokens,
            "total_tokens": done.input_tokens + done.output_tokens,
        }
        self._send(200, {
            "id": "1", "object": "chat.completion", "created": 0, "model": model, "choices": [choice],
            "usage": usage,
        })  # fmt: skip

    def _send(self, status: int, content: Mapping[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing of each request."""


def serve(completer: Completer, port: int) -> HTTPServer:
    """A server that does not run yet; port 0 is any free one."""
    server = HTTPServer(("127.0.0.1", port), ChatHandler)
    server.completer = completer  # type: ignore[attr-defined]
    return server


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line: serves until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m eval.serving.chat_model", description=__doc__)
    parser.add_argument("model", help="hub id, folder or .gguf file")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--dtype", help="float32 by default")
    args = parser.parse_args(arguments)
    server = serve(Completer(args.model, args.dtype), args.port)
    print(f"{Path(args.model).name} at http://127.0.0.1:{server.server_port}/v1", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
