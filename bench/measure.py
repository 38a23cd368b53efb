"""One measurement is one line of JSON: who, what, under which setting, how long, and how much memory."""
import json
import resource
import time


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
