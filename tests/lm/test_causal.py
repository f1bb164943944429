"""Language models in this process: encoding of texts, loading, and errors where a model cannot be loaded."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rog.errors import InputError, MissingExtraError, ModelError
from rog.lm import load_lm
from rog.lm.contract import ROOT, Growth
from rog.specs import split_spec
from tests.fakes.tiny_lm import tiny_lm, tiny_model, tiny_tokenizer, torch

from rog.lm.causal.transformers import TransformersLM  # isort: skip  # after torch is known to be there

PROMPT = "Question: who directed it?\nTopic: Ann\nPath:"


@pytest.fixture(scope="module")
def lm() -> TransformersLM:
    return tiny_lm()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, lm: TransformersLM) -> Path:
    path = tmp_path_factory.mktemp("model")
    lm.model.save_pretrained(path)
    lm.tokenizer.save_pretrained(path)
    return path


# texts


def test_special_tokens_in_a_text_are_text(lm: TransformersLM) -> None:
    assert lm.end not in lm.encode("Topic: <|end|> Ann<|end|>")
    assert all(lm.end not in tokens for tokens in lm.encode_next([" <|end|>", "<|end|>"]))
    assert lm.decode(lm.encode("a <|end|>")) == "a <|end|>"


@pytest.mark.parametrize("text", ["a", "who? Zoë 日本語 👩\u200d👩 -> x", PROMPT, "  two  spaces ", "\n"])
def test_texts_come_back(lm: TransformersLM, text: str) -> None:
    assert lm.decode(lm.encode(text)) == text
    assert lm.decode([*lm.encode(text), lm.end]) == text
    assert lm.decode(lm.encode_next([text])[0]) == text


def test_what_goes_on_is_written_as_in_the_whole_text(lm: TransformersLM) -> None:
    texts = [" inverse of starred actors", " ->", " directed by"]
    parts = lm.encode_next(texts)
    assert [token for part in (lm.encode(PROMPT), *parts) for token in part] == lm.encode(PROMPT + "".join(texts))
    assert lm.encode_next([]) == []


class SpacedTokenizer:
    """As those that put a space before a text: the words alone are not the words within."""

    eos_token_id = 0

    def __call__(self, texts: Sequence[str], **_: Any) -> dict[str, list[list[int]]]:
        return {"input_ids": [[ord(sign) for sign in " " + text.strip()] for text in texts]}


def test_a_tokenizer_that_begins_texts_with_a_space_is_asked_after_other_text() -> None:
    lm = TransformersLM.of(tiny_model(10), SpacedTokenizer())
    assert lm.encode_next([" ab", "->"]) == [[32, 97, 98], [45, 62]]


# trees


def plain(lm: TransformersLM, tokens: Sequence[int]) -> Any:
    with torch.inference_mode():
        return lm.model(torch.tensor([list(tokens)])).logits[0].log_softmax(-1).numpy()


@pytest.mark.parametrize("kind", ["llama", "gpt2", "bloom"])
def test_a_tree_is_read_as_its_paths_are(kind: str) -> None:
    lm = tiny_lm(kind=kind, seed=3)
    everything = range(len(lm.tokenizer))
    chance = np.random.default_rng(0)
    trees = lm.trees()
    paths: list[list[int]] = []
    for size in (1, 4, 0, 9):
        growths = []
        for _ in range(size):
            parent = int(chance.integers(-1, len(paths))) if paths else ROOT
            tokens = [int(token) for token in chance.integers(0, 300, chance.integers(1, 5))]
            growths.append(Growth(parent, tokens, [everything] * len(tokens)))
            paths.append([*(paths[parent] if parent != ROOT else []), *tokens])
        grown = trees.grow(growths)
        for growth, rows, path in zip(growths, grown, paths[len(paths) - size :], strict=True):
            expected = plain(lm, path)[len(path) - len(growth.tokens) :]
            np.testing.assert_allclose(np.array(rows), expected, atol=1e-4)


def test_only_candidates_get_log_probabilities(lm: TransformersLM) -> None:
    (grown,) = lm.trees().grow([Growth(ROOT, [5, 6, 7], [(), (8,), (9, 10)])])
    expected = plain(lm, [5, 6, 7])
    assert [len(values) for values in grown] == [0, 1, 2]
    assert grown[1] == pytest.approx([expected[1, 8]], abs=1e-5)
    assert grown[2] == pytest.approx([expected[2, 9], expected[2, 10]], abs=1e-5)


# generating


def test_a_batch_generates_what_each_prompt_does_alone(lm: TransformersLM) -> None:
    prompts = [PROMPT, "Ann", "in which country does Bob live and who directed the films?"]
    together = lm.generate(prompts, max_tokens=12)
    assert together == [lm.generate([prompt], max_tokens=12)[0] for prompt in prompts]
    assert lm.generate([], max_tokens=3) == []
    for prompt, reply in zip(prompts, together, strict=True):
        assert reply.input_tokens == len(lm.encode(prompt))
        assert 0 < reply.output_tokens <= 12


def test_generating_is_greedy_and_stops_at_the_end(lm: TransformersLM) -> None:
    tokens = lm.encode(PROMPT)
    for _ in range(40):
        tokens.append(int(plain(lm, tokens)[-1].argmax()))
        if tokens[-1] == lm.end:
            break
    (reply,) = lm.generate([PROMPT], max_tokens=40)
    generated = tokens[len(lm.encode(PROMPT)) :]
    assert (reply.text, reply.output_tokens) == (lm.decode(generated), len(generated))
    assert reply.finished == (generated[-1] == lm.end)


def test_models_are_not_called_as_transformers_deprecates(lm: TransformersLM) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        lm.trees().grow([Growth(ROOT, [5, 6, 7], [(), (8,), (9, 10)])])
        lm.generate([PROMPT], max_tokens=2)


# loading


def assert_same(one: TransformersLM, other: TransformersLM) -> None:
    ids = one.encode(PROMPT)
    assert other.encode(PROMPT) == ids
    np.testing.assert_allclose(plain(one, ids), plain(other, ids), atol=1e-4)


def test_a_folder_is_loaded(lm: TransformersLM, folder: Path) -> None:
    loaded = load_lm(f"causal:{folder}")
    assert isinstance(loaded, TransformersLM)
    assert_same(lm, loaded)
    assert loaded.context == 512
    assert str(loaded.model.dtype) == ("torch.bfloat16" if torch.cuda.is_available() else "torch.float32")


def test_dtype_and_device_are_settable(folder: Path) -> None:
    written, given = load_lm(f"causal:{folder}?dtype=bfloat16&device=cpu"), load_lm(f"causal:{folder}", dtype="float16")
    assert isinstance(written, TransformersLM)
    assert isinstance(given, TransformersLM)
    assert (written.model.dtype, written.model.device.type) == (torch.bfloat16, "cpu")
    assert given.model.dtype == torch.float16
    with pytest.raises(InputError, match="dtype 'int3': use one of float32"):
        load_lm(f"causal:{folder}?dtype=int3")
    with pytest.raises(InputError, match="speed"):
        load_lm(f"causal:{folder}?speed=9")


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    peft = pytest.importorskip("peft")
    path = tmp_path_factory.mktemp("trained") / "adapter"
    model = tiny_lm().model
    torch.manual_seed(1)
    config = peft.LoraConfig(r=2, target_modules=["q_proj", "down_proj"], init_lora_weights=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks transformers for a name that it gives up
        tuned = peft.get_peft_model(model, config)
    tuned.peft_config["default"].base_model_name_or_path = str(folder)
    tuned.save_pretrained(path)
    return path


def noted(adapter: Path, target: Path, base: str | None) -> Path:
    """A copy of the adapter that notes another base."""
    target.mkdir(parents=True)
    for file in adapter.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    config = json.loads((target / "adapter_config.json").read_text())
    (target / "adapter_config.json").write_text(json.dumps({**config, "base_model_name_or_path": base}))
    return target


def test_an_adapter_is_loaded_on_its_base(lm: TransformersLM, folder: Path, adapter: Path, tmp_path: Path) -> None:
    loaded = TransformersLM(str(adapter))
    ids = lm.encode(PROMPT)
    assert np.abs(plain(loaded, ids) - plain(lm, ids)).max() > 0.1
    assert_same(loaded, TransformersLM(str(noted(adapter, tmp_path / "named", "owner/name")), base=str(folder)))
    beside = noted(adapter, tmp_path / "two" / "adapter", "../base")
    (tmp_path / "two" / "base").symlink_to(folder)
    assert_same(loaded, TransformersLM(str(beside)))
    by_name = noted(adapter, tmp_path / "three" / "adapter", "owner/name")
    (tmp_path / "three" / "name").symlink_to(folder)
    assert_same(loaded, TransformersLM(str(by_name)))


def test_an_adapter_without_its_base_says_so(adapter: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'/not/there/model', is not there; name it with base="):
        TransformersLM(str(noted(adapter, tmp_path / "lost", "/not/there/model")))
    with pytest.raises(ModelError, match="'', is not there; name it with base="):
        TransformersLM(str(noted(adapter, tmp_path / "unnamed", None)))
    broken = noted(adapter, tmp_path / "broken", None)
    (broken / "adapter_config.json").write_text("{")
    with pytest.raises(ModelError, match=r"adapter_config\.json: cannot read"):
        TransformersLM(str(broken))


def test_a_base_without_an_adapter_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match="no adapter"):
        load_lm(f"causal:{folder}", base=str(folder))


@pytest.mark.parametrize("damage", ["missing", "empty", "no model", "cut"])
def test_what_is_no_model_is_refused_by_name(folder: Path, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "model"
    if damage != "missing":
        path.mkdir()
    if damage == "no model":
        (path / "config.json").write_text('{"model_type": "resnet"}')
    if damage == "cut":
        for file in folder.iterdir():
            (path / file.name).write_bytes(file.read_bytes())
        weights = path / "model.safetensors"
        weights.write_bytes(weights.read_bytes()[:5000])
    with pytest.raises(ModelError, match=str(path)):
        TransformersLM(str(path))


def test_a_damaged_gguf_file_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    (tmp_path / "x.gguf").write_bytes(b"GGUF" + b"\x00" * 100)
    for path in (tmp_path / "x.gguf", tmp_path, tmp_path / "none.gguf"):
        with pytest.raises(ModelError, match=str(path)):
            TransformersLM(str(path))


@pytest.mark.parametrize("package", ["torch", "transformers"])
def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    for name in [name for name in sys.modules if name in ("rog.lm.causal.transformers", "rog.lm.causal.token_trees")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package} is not installed; pip install 'rog\[lm\]'"):
        load_lm("causal:anything")


# specs


@pytest.mark.parametrize(
    ("spec", "parts"),
    [
        ("owner/name", ("owner/name", {})),
        ("a b/c.gguf?dtype=bfloat16", ("a b/c.gguf", {"dtype": "bfloat16"})),
        ("x?base=/m%20n/y.gguf&device=cpu", ("x", {"base": "/m n/y.gguf", "device": "cpu"})),
    ],
)
def test_options_are_written_behind_a_model(spec: str, parts: tuple[str, dict[str, str]]) -> None:
    assert split_spec(spec) == parts


@pytest.mark.parametrize("spec", ["causal:", "compact", "telepathy:x", ""])
def test_specs_of_no_language_model_are_refused(spec: str) -> None:
    with pytest.raises(InputError, match="'causal:MODEL'"):
        load_lm(spec)


def test_the_tiny_tokenizer_has_an_end() -> None:
    assert tiny_tokenizer().eos_token_id == 0


def test_a_name_that_no_file_can_have_is_no_model() -> None:
    with pytest.raises(ModelError, match="cannot load it"):
        load_lm(f"causal:./{'x' * 5000}")
