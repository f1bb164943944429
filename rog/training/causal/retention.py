"""What a model keeps of its language while it is tuned: its loss on a fixed text of everyday prose."""

from __future__ import annotations

from importlib.resources import files

import torch

from rog.lm.causal.transformers import TransformersLM

__all__ = ["general_loss"]


@torch.inference_mode()
def general_loss(lm: TransformersLM) -> float:
    """Mean negative log likelihood, in nats a token, over the paragraphs of general.txt, each read by itself.

    The text was written for this and stands nowhere else, so that no model has seen it.
    """
    paragraphs = files("training.causal").joinpath("general.txt").read_text("utf-8").split("\n\n")
    total, count = 0.0, 0
    training = lm.model.training
    lm.model.eval()
    for paragraph in paragraphs:
        ids = torch.tensor([lm.encode(" ".join(paragraph.split()))], device=lm.model.device)
        logits = lm.model(input_ids=ids).logits[0, :-1].float()
        total += float(torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum"))
        count += ids.shape[1] - 1
    lm.model.train(training)
    return total / count
