"""What form of answer a question asks for: things, a number, yes or no, the most of something; and what besides."""

from rog.forms.model import FORMS, OPERATIONS, Form, FormModel, FormReading, Operation, load_forms

__all__ = ["FORMS", "OPERATIONS", "Form", "FormModel", "FormReading", "Operation", "load_forms"]
