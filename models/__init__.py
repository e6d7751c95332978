"""The networks that digitscan ships: `<name>.onnx`, `<name>.keras`, `<name>.json` (sidecar); cards in README.md."""
