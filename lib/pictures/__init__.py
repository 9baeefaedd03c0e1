"""Where pictures come from: picture sets, splits, and safe decoding."""
