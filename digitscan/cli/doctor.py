"""``digitscan doctor``: whether reading works here, on which device, how fast."""

from __future__ import annotations

import click

from .network_options import device_option, model_option

EPILOG = """\b
Exit codes:
    0  reading works, on the device asked for
    2  wrong usage
    5  it does not: the device, a model or a library is not usable; what mends it is told

\b
Examples:
  digitscan doctor
  digitscan doctor --device cuda
  digitscan doctor --json | jq .device
"""


@click.command(epilog=EPILOG, short_help="Tell whether reading works here, on which device, how fast.")
@device_option("The device to look at.")
@model_option
@click.option("--json", "json_", is_flag=True, help="The same as JSON.")
def doctor(device: str, model: str, json_: bool) -> int:
    """Look at versions, device, models, processor, memory and room, and read one generated page.

    Each is looked at by itself: what is broken is told with its mend, and the rest all the same.
    """
    from .doctor_run import run_doctor

    return run_doctor(device, model, as_json=json_)
