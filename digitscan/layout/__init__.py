"""Where numbers stand: boxes, combs, table cells, ruled rows, free lines."""
