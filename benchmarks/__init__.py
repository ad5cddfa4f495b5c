"""Measurements, printed and never asserted: this machine and yours are noisy, so compare ratios within one run."""
