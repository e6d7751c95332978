"""Does reading work here? Versions, device, models, machine and speed: each by itself, and none of them fatal."""
