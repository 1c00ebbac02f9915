"""Reach the verdict on a learner's file, in a process that never runs the file.

The judge draws the inputs and observes the reference on them. The runner (a process of its own) draws the same inputs
from the same seed, runs the learner's file and reports what it does. So nothing that the file changes, in torch or
elsewhere, can change what is expected or how it is compared.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace

from lab.grade import runner
from lab.grade.conclude import Evidence, conclude
from lab.grade.limits import die_with_parent, own_processes
from lab.grade.material import Material
from lab.grade.observe import draw_inputs, observe
from lab.grade.pipes import in_fork
from lab.grade.properties import case_seed
from lab.grade.verdict import Verdict
from lab.grade.watch import watch


def judge(material: Material, file: str, text: str, seed: int) -> Verdict:
    began = time.perf_counter()
    die_with_parent()
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        task = runner.RunnerTask(material.exercise, material.properties, file, text, seed, folder)
        own_processes()
        pid, pipes = in_fork(lambda pipes: runner.run(task, pipes))  # before anything was computed here
        inputs = draw_inputs(material.properties, seed)
        expected = {
            case: observe(material.properties[case[0]], material.part, given, case_seed(seed, *case))
            for case, given in inputs.items()
        }
        watched = watch(pid, *pipes, material.exercise.budget)
    verdict = conclude(Evidence(material, file, text, seed, inputs, expected, watched))
    return replace(verdict, seconds=round(time.perf_counter() - began, 4))
