"""The core's own rules: what it says of itself, of sources that cannot be read, of bad ends, and of pipelines."""

from collections.abc import Iterator, Mapping

from handler_lint.calls import Case, Run
from handler_lint.handler import Handler
from handler_lint.rule import Rule, Severity, Violation


class NestedRootOfArchive(Rule):
    """All members of the archive lie below one folder.

    **Why.** The server unpacks the archive into the model folder and looks for `code/` at its root: a folder in between
    hides the handler, and the server starts with its own functions, or not at all.
    **Fix.** Pack the content of the folder, not the folder: `tar -czf model.tar.gz -C model .`
    **Evidence.** aws/sagemaker-python-sdk#831, huggingface/sagemaker-huggingface-inference-toolkit#114.
    """

    code, name, severity = "HL702", "nested-root", Severity.ERROR


class CannotBeRead(Rule):
    """A source of the package cannot be read.

    **Why.** A syntax error stops the import on the endpoint; a source that is too large or too deeply nested cannot be
    analysed here, so nothing else is said of it.
    **Fix.** Correct the syntax at the place that is named, or split the source.
    **Evidence.** The Python Language Reference, section 10 (full grammar).
    """

    code, name, severity = "HL901", "cannot-be-read", Severity.ERROR


class ImportFails(Rule):
    """The import of the handler fails by its own code or by a module of the package.

    **Why.** The stack imports the module before anything else. Some servers report it only with the first request.
    **Fix.** Correct the statement that is named. A foreign module that is only missing on this machine is no finding.
    **Evidence.** huggingface/sagemaker-huggingface-inference-toolkit#13, aws/sagemaker-python-sdk#648.
    """

    code, name, severity = "HL902", "import-fails", Severity.ERROR
    sure = True
    yields = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        yield Case()

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        imported = runs[0].imported
        if not imported.failed or imported.ended == "timed_out":
            return None
        text = f"the import {imported.why_not}"
        if imported.error is not None:
            text = f"the import raises {imported.error.type}: {imported.error.message}".rstrip(": ")
        return Violation(imported.place, text, label="raised here", outcome=imported)


class CallDied(Rule):
    """A call ended its process, or did not end in time.

    **Why.** A process that ends takes its server worker with it; a call without an end blocks one until the time-out.
    **Fix.** Raise an exception where the handler exits; give long work a limit, or raise the limit with `--timeout` and
    `--load-timeout` where the call is only slow here.
    **Evidence.** aws/amazon-sagemaker-examples#650.
    """

    code, name, severity = "HL903", "call-died", Severity.ERROR


class CallTimedOut(Rule):
    """A call did not end within the time limit."""

    code, name, severity = "HL903", "call-timed-out", Severity.WARNING


class NotUnderstood(Rule):
    """A construct was not understood, or reading ran out of its budget.

    **Why.** What reading does not understand stays unknown: no rule is certain there, and some are silent.
    **Fix.** Nothing is wrong with the handler; run it with its package to have the calls decide.
    **Evidence.** docs/architecture.md, the abstract interpreter.
    """

    code, name, severity = "HL904", "not-understood", Severity.NOTE


class ReadingAndRunDisagree(Rule):
    """Reading was certain, and the run ended otherwise.

    **Why.** One of them is wrong, and it is a defect of handler-lint; the finding beside this note is left open.
    **Fix.** Report it with the handler.
    **Evidence.** docs/architecture.md, merging.
    """

    code, name, severity = "HL906", "reading-and-run-disagree", Severity.NOTE


class UnmatchedNode(Rule):
    """The nodes of a pipeline and its specifications do not match.

    **Why.** A node without a specification is not run, and one that takes from it gets nothing; a specification without
    a node is tested by nobody. Each of them looks as if it were covered.
    **Fix.** Give the node a script or a handler, or take the specification away.
    **Evidence.** docs/pipelines.md.
    """

    code, name, severity = "HL808", "unmatched-node", Severity.NOTE


class UnusedSuppression(Rule):
    """A comment suppresses a finding that is not there.

    **Why.** What was suppressed has been mended, or has another code or another line now; the comment hides what comes
    next.
    **Fix.** Take the comment away.
    **Evidence.** docs/architecture.md, suppression.
    """

    code, name, severity = "HL907", "unused-suppression", Severity.NOTE


class StackNotDetermined(Rule):
    """Several stacks may serve the handler, and they do not agree about it.

    **Why.** What a handler may do depends on who serves it; only what all candidates agree on is reported by itself.
    **Fix.** Name the stack: `--framework`, or `framework` in `[tool.handler-lint]`.
    **Evidence.** docs/architecture.md, recognising the stack.
    """

    code, name, severity = "HL908", "stack-not-determined", Severity.NOTE


class NotAHandler(Rule):
    """The file is not a SageMaker handler.

    **Why.** It binds none of the names that a stack looks up, or uses them for something else, so no rule applies.
    **Fix.** Name the handler file, or define the functions at module level.
    **Evidence.** The serving contract of the stack; tf.estimator uses `model_fn` for training.
    """

    code, name, severity = "HL909", "not-a-handler", Severity.NOTE


CORE_RULES: Mapping[str, type[Rule]] = {
    rule.code: rule
    for rule in (
        NestedRootOfArchive,
        CannotBeRead,
        ImportFails,
        CallDied,
        NotUnderstood,
        UnmatchedNode,
        ReadingAndRunDisagree,
        UnusedSuppression,
        StackNotDetermined,
        NotAHandler,
    )
}
