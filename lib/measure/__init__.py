"""What a result means: accuracy with its interval, groups, curves read in words. Pure."""
