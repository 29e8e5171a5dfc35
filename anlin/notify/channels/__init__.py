"""The ways a message can go: one folder each, all alike (`transport.py`, `forms.py`, `test_transport.py`)."""
