"""The same jobs without a browser."""
