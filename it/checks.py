"""Runs the functions of a module whose names begin with `check_`, each with what it asks for, and reports."""
import inspect
import pathlib
import traceback

SAMPLES = pathlib.Path(__file__).resolve().parent.parent / "samples"


def words(text):
    return "".join(c.lower() if c.isalnum() or c.isspace() else " " for c in text).split()


def share_found(expected, actual):
    """Share of the expected words that occur in the actual text."""
    found = set(words(actual))
    expected = words(expected)
    return sum(word in found for word in expected) / len(expected)


def run(module, title, **given):
    passed = failed = skipped = 0
    for name, check in vars(module).copy().items():
        if not name.startswith("check_"):
            continue
        try:
            reason = check(*(given[parameter] for parameter in inspect.signature(check).parameters))
        except Exception:
            failed += 1
            print(f"FAIL {title}: {name}")
            traceback.print_exc()
        else:
            skipped += reason is not None
            passed += reason is None
            print(f"{'ok  ' if reason is None else 'skip'} {title}: {name[6:].replace('_', ' ')}" + (f" ({reason})" if reason else ""))
    print(f"{title}: {passed} passed, {failed} failed, {skipped} skipped")
    return failed == 0
