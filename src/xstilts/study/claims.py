"""What a study's claims are measured by: the metric of each, which hangs on the tasks of its targets."""

from xstilts.base.errors import UserError, unknown
from xstilts.metrics.metric import Metric
from xstilts.study.data_slice import declare
from xstilts.study.settings.claim import Claim
from xstilts.study.settings.study import Study


def measured(study: Study, claim: Claim) -> Metric:
    """The metric by whose unit, direction and digits the claim is judged: that of the first of its targets.

    Raises UserError where a target has no such metric, or where the targets' units differ.
    """
    targets = {target.label: target for target in study.target_list}
    metrics: dict[str, Metric] = {}
    for name in claim.targets:
        task = declare(targets[name].task, targets[name].options, study.lab)
        if claim.metric is not None and claim.metric not in task.metrics:
            raise UserError(f"{name}: {unknown('metric', claim.metric, task.metrics)}")
        metrics[name] = task.metrics[claim.metric or task.headline]
    first = next(iter(metrics.values()))
    if len({metric.unit for metric in metrics.values()}) > 1:
        units = ", ".join(f"{name} in {metric.unit}" for name, metric in metrics.items())
        raise UserError(f"on: {units}: differences of several units have no mean. Make a claim of each.")
    return first


def check(study: Study) -> None:
    """Raises UserError that lists all that is wrong with the metrics of the claims."""
    problems = []
    for claim in study.contrasts:
        try:
            measured(study, claim)
        except UserError as error:
            problems.append(f"contrasts: {claim.claim}: {error}")
    if problems:
        raise UserError("\n".join(problems))


def metrics(study: Study) -> dict[str, tuple[str, ...]]:
    """By target, the metrics that claims name beside its headline."""
    found: dict[str, tuple[str, ...]] = {}
    for claim in study.contrasts:
        for target in claim.targets if claim.metric else ():
            found[target] = (*found.get(target, ()), str(claim.metric))
    return found
