"""The claim classifier: features, training, calibration, evaluation, versions."""
