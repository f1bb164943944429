"""Questions with their topics and answers: read in the formats they are published in, split by template, written."""

from rog.questions.grounding import grounded
from rog.questions.question import Question
from rog.questions.read import read_questions
from rog.questions.templates import TOPIC_PLACEHOLDER, question_template, split_by_template
from rog.questions.write import write_questions

__all__ = [
    "TOPIC_PLACEHOLDER",
    "Question",
    "grounded",
    "question_template",
    "read_questions",
    "split_by_template",
    "write_questions",
]
