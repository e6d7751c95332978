"""Training of the networks that digitscan reads with: needs the extra `train`; reading never imports it."""
