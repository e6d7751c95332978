"""Files, folders, PDF, multi-page TIFF, tar and concatenated streams become pages."""
