"""A run over many inputs: pages read by worker processes, their results in the order of the inputs.

sources ─► tasks ─► worker processes ─► results ─► in order
                        ▲   │
                        │   ▼
                 one inference stage, where there is a GPU
"""
