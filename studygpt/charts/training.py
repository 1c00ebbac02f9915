"""Draw a training run that compares a learner's part of a GPT with the reference: both loss curves and the verdict."""

from __future__ import annotations

from studygpt.charts.line_chart import LineSeries, line_chart
from studygpt.model import Json as Event
from studygpt.text import harmless, one_name

HEADS = {
    "inside": "✓ Inside the band",
    "worse": "✗ Worse than the reference",
    "better": "✗ Too good to be true",
    "slow": "✗ Too slow",
    "error": "✗ It stops with an error",
}


class TrainingComparison:
    """What a training run that compares two versions has reported so far."""

    def __init__(self) -> None:
        self.start: Event | None = None
        self.end: Event | None = None
        self.seed: int | None = None
        self.step = 0
        self.steps = 1
        self.curves: dict[str, list[tuple[float, float]]] = {"yours": [], "reference": []}

    def take(self, event: Event) -> None:
        match event["event"]:
            case "start":
                self.start = event
            case "progress":
                self.seed, self.step, self.steps = event["seed"], event["step"], event["steps"]
                if "yours" in event["losses"]:
                    for name, loss in event["losses"].items():
                        if loss is not None:
                            self.curves[name].append((event["step"], loss))
            case "end":
                self.end = event

    @property
    def about(self) -> str:
        if self.start is None:
            return "The lab is starting …"
        start = self.start
        return (
            f"A GPT of {start['parameters']:,} parameters on {start['device']} ({start['precision']}), trained "
            f"{start['steps']} steps with your part as {start['slot']}, and with the reference from the same seed."
        )

    @property
    def doing(self) -> str:
        """The step that the training has reached, in words."""
        if self.start is None or self.end is not None:
            return ""
        if self.step == 0:
            return "beginning"
        first = self.seed == self.start["seeds"][0]
        which = "yours and the reference" if first else f"the reference from seed {self.seed}, for the band"
        return f"step {self.step} of {self.steps}: {which}"

    def curve(self, width: int, height: int) -> list[str]:
        """Draw both losses as a chart; points where they coincide have a mark of their own."""
        drawn = [
            LineSeries(name, mark, tuple(self.curves[name])) for name, mark in (("reference", "."), ("yours", "o"))
        ]
        return line_chart(drawn, width, height) if self.curves["reference"] else []

    @property
    def verdict(self) -> list[str]:
        """The lines of the verdict: a heading, then sentences; none before the training has ended."""
        end = self.end
        if end is None:
            return []
        lines = [HEADS[end["verdict"]], one_name(end["message"])]
        if "band" in end:
            low, high = end["band"]
            yours = "no number" if end["yours"] is None else f"{end['yours']:.3f}"
            lines.append(
                f"Validation loss with your part: {yours}. With the reference from {len(end['reference'])} seeds: "
                f"{low:.3f} to {high:.3f}. {end['seconds']:.0f} seconds."
            )
        lines += [f"line {at['line']}, in {at['function']}: {one_name(at['text'])}" for at in end.get("traceback", ())]
        return lines

    @property
    def sample(self) -> str:
        return harmless(self.end.get("sample") or "") if self.end is not None else ""
