"""Stands in for the training: says what a real one says, in no time. Run as a program."""

import json
import sys
import time

scores = {"macro_f1": 0.71, "accuracy": 0.74, "calibration_error": 0.05}
classes = {name: {"f1": 0.7} for name in ("strength", "risk", "opportunity", "development", "none")}
name = sys.argv[2]
if "broken" in sys.argv[1]:
    print("no json", flush=True)
    sys.exit("the disk is full")
for done in range(1, 4):
    print(json.dumps({"step": f"fold {done} of 3", "done": done, "of": 3}), flush=True)
if "halting" in sys.argv[1]:
    time.sleep(60)  # it is stopped
flip = {
    "claim_id": "0" * 16,
    "text": "<b>A claim</b>",
    "old": "risk",
    "new": "none",
    "confidence": 0.8,
}
record = {
    "name": name,
    "passed": "worse" not in sys.argv[1],
    "corrections": 3,
    "flips": [flip],
    "evaluation": {
        **scores,
        "classes": classes,
        "against": {**scores, "classes": classes},
        "comparison": {"difference": 0.01, "low": -0.02, "high": 0.04},
    },
}
print(json.dumps({"result": record}), flush=True)
