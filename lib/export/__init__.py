"""What a learner takes home."""
