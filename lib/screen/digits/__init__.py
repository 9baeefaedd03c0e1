"""The pieces of the lessons that train on digits and read them."""
