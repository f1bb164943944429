"""What form of answer a question asks for: things, a number, yes or no, the most of something."""

from rog.forms.model import FORMS, Form, FormModel, load_forms

__all__ = ["FORMS", "Form", "FormModel", "load_forms"]
