"""The rules of a SARIF log, with all that GitHub requires of each."""

from handler_lint.report.formats.parts.document import Object
from handler_lint.report.model import Report, RuleInfo

LONGEST = 1024
"""GitHub takes no longer description."""

TAGS = ("sagemaker", "inference")


def rules_of(report: Report) -> list[RuleInfo]:
    """The active rules by code, and what is known of any other whose findings the report holds."""
    rules = {
        diagnostic.code: RuleInfo(
            diagnostic.code,
            diagnostic.name,
            diagnostic.severity,
            diagnostic.name,
            help=diagnostic.help,
            url=diagnostic.docs_url,
        )
        for diagnostic in report.diagnostics
    }
    rules |= {rule.code: rule for rule in report.rules}
    return [rules[code] for code in sorted(rules)]


def rule_object(rule: RuleInfo) -> Object:
    """A reportingDescriptor; no string of it is empty."""
    summary = rule.summary or rule.name or rule.code
    page = f"[{rule.code}]({rule.url})" if rule.url else rule.code
    found: Object = {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-"))[:255] or rule.code,
        "shortDescription": {"text": _shortened(summary)},
        "fullDescription": {"text": _shortened(rule.description or summary)},
        "help": {
            "text": "\n\n".join(filter(None, [rule.help or summary, rule.url])),
            "markdown": "\n\n".join(filter(None, [rule.help or summary, page])),
        },
        "defaultConfiguration": {"level": rule.severity},
        "properties": {
            "tags": list(TAGS),
            "precision": "high",
            "problem.severity": "recommendation" if rule.severity == "note" else rule.severity,
        },
    }
    if rule.url:
        found["helpUri"] = rule.url
    return found


def _shortened(description: str) -> str:
    return description if len(description) <= LONGEST else description[: LONGEST - 1] + "…"
