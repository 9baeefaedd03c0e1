"""Every run and every answer, in one SQL database."""
