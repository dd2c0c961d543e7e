"""Training: clean photos, degradations and priors drawn on the fly, one loop, resumable to the step."""
