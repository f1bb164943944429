"""What form of answer a question asks for: things, a number, yes or no, the most of something; and what besides."""

from rog.forms.model import FORMS, OPERATIONS, Form, FormModel, FormReading, Operation, load_forms
from rog.forms.of_query import form_of_query, operations_of_query

__all__ = [
    "FORMS", "OPERATIONS", "Form", "FormModel", "FormReading", "Operation", "form_of_query", "load_forms",
    "operations_of_query",
]  # fmt: skip
