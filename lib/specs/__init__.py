"""What a learner chooses: frozen dataclasses, and one declared table of every setting."""
