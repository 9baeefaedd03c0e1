"""Facts about networks without tensorflow: the catalogue of bases, a dense network as arrays, schedules."""
