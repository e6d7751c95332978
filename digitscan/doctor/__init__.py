"""Does reading work here? Versions, device, models, machine and speed, each looked at by itself and none of them fatal."""
