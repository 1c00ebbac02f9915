"""Draw what the lab reports: a bar, both losses as a curve, samples; plain lines where there is no terminal."""

from __future__ import annotations

import shutil
import sys
from typing import Protocol

from studygpt.charts.line_chart import LineSeries, line_chart
from studygpt.charts.training import TrainingComparison
from studygpt.commands.output import print_line, print_wrapped
from studygpt.commands.streams import erase_lines, write, write_error
from studygpt.model import Json as Event


class View(Protocol):
    """An object that shows the events that the lab reports."""

    def show(self, event: Event) -> None: ...


def view_for(action: str) -> View:
    if action == "train":
        return LiveTraining() if sys.stdout.isatty() else PlainTraining()
    return Sampling() if action == "sample" else Info()


class PlainTraining:
    """Print a line for each evaluation of a training run, for pipes, logs and screen readers."""

    def show(self, event: Event) -> None:
        match event["event"]:
            case "start":
                print_wrapped(_start(event))
            case "evaluation":
                print_line(_evaluation(event))
            case "sample":
                print_line(f"sample at step {event['step']}: {event['text']}")
            case "end":
                print_wrapped(_end(event))
        sys.stdout.flush()


class LiveTraining:
    """Redraw a frame in place during a training run: the curves of both losses, and a progress bar below."""

    def __init__(self) -> None:
        self.history: list[list[float]] = []
        self.stop = 1
        self.drawn = 0
        """The number of lines of the frame that are on the screen."""

    def show(self, event: Event) -> None:
        match event["event"]:
            case "start":
                print_wrapped(_start(event))
                self.history, self.stop = list(event["history"]), event["stop"]
                self._draw(self._bar({"step": event["step"], "loss": None, "tokens_per_second": None, "mfu": None}))
            case "progress":
                self._draw(self._bar(event))
            case "evaluation":
                self._erase()
                print_line(_evaluation(event))
                self.history.append([event["step"], event["train_loss"], event["val_loss"]])
                self._draw(self._bar({**event, "loss": event["train_loss"]}))
            case "sample":
                self._erase()
                print_line(f"--- a sample at step {event['step']}\n{event['text']}\n---")
            case "end":
                self._erase()
                for line in self._curve():
                    print_line(line)
                print_wrapped(_end(event))
        sys.stdout.flush()

    def _draw(self, bar: str) -> None:
        self._erase()
        lines = [*self._curve(), bar]
        write("\n".join(lines) + "\n")
        self.drawn = len(lines)

    def _erase(self) -> None:
        erase_lines(self.drawn)
        self.drawn = 0

    def _curve(self) -> list[str]:
        if len(self.history) < 2:
            return []
        size = shutil.get_terminal_size((80, 24))
        curves = [
            LineSeries("train loss", ".", tuple((step, train) for step, train, _ in self.history)),
            LineSeries("validation loss", "o", tuple((step, val) for step, _, val in self.history)),
        ]
        return line_chart(curves, min(size.columns, 100) - 1, max(4, min(12, size.lines - 12)), until=self.stop)

    def _bar(self, event: Event) -> str:
        columns = shutil.get_terminal_size((80, 24)).columns - 1
        known = [f"step {event['step']:,} of {self.stop:,}"]
        known += [f"loss {event['loss']:.3f}"] if event["loss"] is not None else []
        known += [f"{event['tokens_per_second']:,.0f} tokens/s"] if event["tokens_per_second"] else []
        known += [f"MFU {event['mfu']:.1%}"] if event["mfu"] else []
        words = ", ".join(known)
        room = max(10, min(30, columns - len(words) - 3))
        filled = round(room * min(1.0, event["step"] / max(1, self.stop)))
        return f"[{'#' * filled}{'.' * (room - filled)}] {words}"[:columns]


class PlainComparison:
    """Print occasional lines about a training run that compares two versions, for pipes, logs and screen readers."""

    def __init__(self) -> None:
        self.comparison = TrainingComparison()

    def show(self, event: Event) -> None:
        self.comparison.take(event)
        if event["event"] == "start":
            print_wrapped(self.comparison.about)
        elif event["event"] == "progress" and event["step"] % 50 == 0:
            losses = ", ".join(f"{name} {_loss(loss)}" for name, loss in event["losses"].items())
            print_line(f"step {event['step']} of {event['steps']}, seed {event['seed']}: {losses}")
        elif event["event"] == "end":
            self.conclude()
        sys.stdout.flush()

    def conclude(self) -> None:
        for line in self.comparison.verdict:
            print_wrapped(line)
        if self.comparison.sample:
            print_line(f"--- what the GPT with your part writes\n{self.comparison.sample}\n---")


class LiveComparison(PlainComparison):
    """Redraw the curves of both versions in place."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def show(self, event: Event) -> None:
        self.comparison.take(event)
        if event["event"] == "start":
            print_wrapped(self.comparison.about)
        erase_lines(self.drawn)
        size = shutil.get_terminal_size((80, 24))
        lines = [
            *self.comparison.curve(min(size.columns, 100) - 1, max(4, min(12, size.lines - 10))),
            self.comparison.doing,
        ]
        write("\n".join(line[: size.columns - 1] for line in lines) + "\n")
        self.drawn = len(lines)
        if event["event"] == "end":
            self.conclude()
        sys.stdout.flush()


def _loss(loss: float | None) -> str:
    return "no number" if loss is None else f"{loss:.3f}"


class Sampling:
    """Print sampled text after its prompt while it is generated."""

    def show(self, event: Event) -> None:
        match event["event"]:
            case "start":
                write(event["prompt"])
            case "text":
                write(event["text"])
            case "end":
                print_line()
                speed = event["tokens_per_second"]
                pace = f", {speed:,.0f} a second" if speed else ""
                write_error(f"({event['tokens']:,} tokens{pace})\n")
        sys.stdout.flush()


class Info:
    """Print the facts about a model that the lab reports."""

    def show(self, event: Event) -> None:
        memory, flops = event["memory"], event["flops_per_token"]
        print_line(f"{event['name']}: {event['parameters']:,} parameters")
        print_line("  " + ", ".join(f"{key} {value}" for key, value in event["config"].items()))
        print_line(
            "  FLOPs a token, forward and backward: "
            + ", ".join(f"{value:,.0f} ({key})" for key, value in flops.items())
        )
        parts = ", ".join(f"{key} {_size(memory[key])}" for key in ("weights", "gradients", "optimizer", "activations"))
        print_line(f"  memory of training: {_size(memory['total'])} ({parts}, {memory['sequences']} sequences at once)")
        print_line(f"  device: {event['device']}" + (f", {event['mfu']:.1%} MFU" if event["mfu"] else ""))
        if event.get("best_val_loss") is not None:
            print_line(f"  trained to step {event['step']:,}, best validation loss {event['best_val_loss']:.4f}")


def _start(event: Event) -> str:
    resumed = f", resumed at step {event['step']:,}" if event["step"] else ""
    return (
        f"{event['title']}: {event['parameters']:,} parameters on {event['device']} ({event['precision']}), "
        f"{event['train_tokens']:,} tokens to learn from, vocabulary {event['vocab_size']:,}{resumed}\n"
        f"in {event['out']}; Ctrl-C saves, --resume goes on"
    )


def _evaluation(event: Event) -> str:
    return f"step {event['step']}: train loss {event['train_loss']:.4f}, val loss {event['val_loss']:.4f}"


def _end(event: Event) -> str:
    why = {"done": "Trained", "stopped early": "Stopped as asked", "interrupted": "Stopped and saved"}[event["reason"]]
    more = "" if event["reason"] == "done" else "; `studygpt lab train --resume` goes on"
    return f"{why} at step {event['step']:,}{more}. `studygpt lab sample` writes with it."


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
