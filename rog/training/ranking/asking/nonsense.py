"""What asks the graph for nothing: greetings, small talk, and questions about no thing of it."""

from __future__ import annotations

from rog.training.ranking.asking.asker import Asker, Draft

__all__ = ["nonsense"]

SENTENCES = (
    "hello", "hi there", "good morning", "thanks a lot", "what is the meaning of life", "how are you today",
    "who are you", "tell me a joke", "what can you do", "asdf qwer", "what time is it", "will it rain tomorrow",
    "I am bored", "do you like music", "what is love", "why is the sky blue", "sing me a song",
    "how do I bake bread", "what should I wear", "is there life after death", "2 + 2",
    "what is the square root of two", "open the door please", "good night", "why do people dream", "can you help me",
    "what is your favourite colour", "blah blah blah", "test", "are you a robot", "how do I get rich quickly",
    "what did I have for breakfast", "where did I leave my keys", "who will win the next election",
    "translate this into French", "write a poem about the sea", "what happens when we die", "lorem ipsum dolor",
    "never mind", "what is the best way to learn a language", "call me later", "how does one tie a tie",
    "that is not what I meant",
)  # fmt: skip
ABOUT = (
    "why {x}", "what do you think of {x}", "do you like {x}", "is {x} any good", "tell me a secret about {x}",
    "what does {x} dream of", "should I trust {x}", "how does {x} feel today", "write a song about {x}",
    "what would {x} say to that", "{x} {y}?", "hello {x}", "how do I become like {x}",
    "what will happen to {x} next year", "why is {x} so popular", "draw {x}", "what is wrong with {x}",
)  # fmt: skip


def nonsense(asker: Asker) -> list[Draft]:
    """Something that is no question to the graph."""
    if asker.random.random() < 0.5:
        pattern = asker.pattern(SENTENCES)
        return [Draft(pattern, None, pattern)]
    pattern = asker.pattern(ABOUT)
    first, second = (asker.random.choice(asker.domain.members[asker.kind()]) for _ in range(2))
    return [Draft(asker.filled(pattern, x=first, y=second), None, pattern, (first,))]
