"""What a run that trains a causal language model does; every field's comment is its help."""

from __future__ import annotations

from dataclasses import dataclass

from rog.training.recipe import DataSource

__all__ = ["OBJECTIVES", "CausalRecipe"]

OBJECTIVES = ("planning", "reasoning")
PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True)
class CausalRecipe:
    """All settings of one run; raises ValueError for those that do not go together."""

    output: str  # folder that the adapter or model, its metrics and checkpoints are written to
    data: tuple[DataSource, ...]  # where the questions come from
    base: str  # the model to begin with: hub id, folder or .gguf file
    kind: str = "causal"  # says that these are the settings
    start: str = ""  # folder of an adapter for the base model to go on from; its rank stays
    base_name: str = ""  # what the adapter calls the model below it; `base` by default
    objectives: tuple[str, ...] = ("planning",)  # what is learnt: "planning", "reasoning" or both
    reasoning_share: float = 0.5  # share of reasoning examples, where both are learnt
    lora_rank: int = 16  # rank of the LoRA adapter on all linear layers; 0 trains the whole model
    lora_alpha: int = 32  # the adapter's output is scaled by alpha / rank
    lora_dropout: float = 0.0  # of the adapter's input
    steps: int = 240  # optimiser steps at most
    batch: int = 16  # examples in a step, over all processes
    micro_batch: int = 16  # examples that a process holds at a time; batch is a multiple of it times the processes
    learning_rate: float = 1e-3  # highest; about 1e-3 suits adapters and 5e-5 whole models
    warmup: int = 10  # steps of rising learning rate; then it falls in a line to nothing
    weight_decay: float = 0.0  # AdamW's
    precision: str = "auto"  # auto is bfloat16 where the processor has it, else float32; or one of these
    gradient_checkpointing: bool = False  # less memory for more time
    max_tokens: int = 512  # tokens of a reasoning example at most; distractors are left out until it fits
    negatives: float = 0.1  # share of planning examples whose topic is none of the question's: nothing is planned
    operations: float = 0.0  # share of examples whose question asks for an operation, where the graph can compute one
    made_graphs: int = 0  # made-up graphs with questions for every operation; what queries find there is reasoned on
    paths: int = 16  # reasoning paths in a prompt at most
    fewest_paths: int = 2  # in training each prompt has between so many and `paths`, more often few than many
    oracles: int = 6  # of these, at most so many lead to answers
    no_oracle: float = 0.2  # share of reasoning examples without a path to an answer, whose target is to abstain
    evaluate_every: int = 40  # steps between validations, each followed by a checkpoint
    patience: int = 4  # validations without a better loss before training stops
    validated: int = 200  # validation examples of each objective, at most
    evaluated: int = 30  # validation questions of a source that are decoded greedily at the end, at most
    workers: int = 0  # further processes that make examples; 0 makes them in the training process
    seed: int = 0  # of what is drawn, and of dropout
    split_seed: int = 0  # of what is held out: the same in all parts of one model's training
    licence: str = "Apache-2.0"  # said in the model card
    notes: str = ""  # said in the model card: what it is for, whose data it was trained on

    def __post_init__(self) -> None:
        if not self.objectives or not set(self.objectives) <= set(OBJECTIVES):
            raise ValueError(f"objectives: {list(self.objectives)}: give one or both of {', '.join(OBJECTIVES)}")
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision: {self.precision!r}: use one of {', '.join(PRECISIONS)}")
        for name in ("reasoning_share", "negatives", "operations", "no_oracle"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name}: {getattr(self, name)} is no share between 0 and 1")
        for name in ("steps", "batch", "micro_batch", "paths", "oracles", "evaluate_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}: {getattr(self, name)} is less than 1")
        if self.made_graphs < 0:
            raise ValueError(f"made_graphs: {self.made_graphs} is less than 0")
        if self.batch % self.micro_batch:
            raise ValueError(f"batch: {self.batch} is no multiple of micro_batch, {self.micro_batch}")
