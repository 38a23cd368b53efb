"""One measurement is one line of JSON: who, what, under which setting, how long, and how much memory."""
import argparse
import json
import resource
import time


def decoding(doc, model):
    """The arguments of whatever decodes: the same prompt, tokens, threads and runs for all, or their numbers could not be compared."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(model)
    parser.add_argument("--prompt", default="The history of the railway begins")
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    return parser.parse_args()


def measured(peer, task, work, repeat=3, **setting):
    """Runs `work` once to warm up and then `repeat` times; prints the median. `work` returns numbers to add to the line."""
    work()
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        numbers = work() or {}
        seconds.append(time.perf_counter() - start)
    middle = sorted(seconds)[len(seconds) // 2]
    line = {"peer": peer, "task": task, **setting, "seconds": round(middle, 3), "all": [round(s, 3) for s in seconds]}
    for name, amount in numbers.items():
        line[name] = amount
        if name in ("texts", "tokens", "pictures", "events"):
            line[f"{name}_per_second"] = round(amount / middle, 2)
        if name == "audio_seconds":
            line["real_time_factor"] = round(middle / amount, 4)
    line["peak_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(line), flush=True)
