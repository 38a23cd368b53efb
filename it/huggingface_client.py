#!/usr/bin/env python3
"""Talks to a running suite with Hugging Face's own client: InferenceClient(model=URL).

    huggingface_client.py http://127.0.0.1:8080

Prints one line a check; the exit code is 1 if one failed.
"""
import sys

from huggingface_hub import InferenceClient

from checks import SAMPLES, run, share_found


def check_speech_is_recognised(at):
    answer = at("whisper-base").automatic_speech_recognition(str(SAMPLES / "speech/en.flac"))
    assert share_found((SAMPLES / "speech/en.txt").read_text(encoding="utf-8"), answer.text) >= 0.8, answer


def check_text_becomes_features(at):
    answer = at("all-MiniLM-L6-v2").feature_extraction("A cat sits on the mat.")
    flat = list(answer[0]) if hasattr(answer[0], "__len__") else list(answer)
    assert len(flat) == 384, len(flat)


def check_sentences_are_compared(at):
    near, far = at("all-MiniLM-L6-v2").sentence_similarity(
        "A cat sits on the mat.", other_sentences=["A kitten rests on a rug.", "Interest rates rose again."])
    assert near > 0.5 > far + 0.2, (near, far)


def check_a_picture_is_classified(at):
    answer = at("vit-caltech101").image_classification(str(SAMPLES / "pictures/cat.png"), top_k=3)
    assert len(answer) == 3 and answer[0].score >= answer[1].score, answer


def check_own_labels_are_scored(at):
    answer = at("clip-tiny").zero_shot_image_classification(
        str(SAMPLES / "pictures/cat.png"), candidate_labels=["a cat", "a bicycle", "a house"])
    assert {item.label for item in answer} == {"a cat", "a bicycle", "a house"}, answer
    assert abs(sum(item.score for item in answer) - 1) < 1e-3, answer


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)

    def at(model):
        return InferenceClient(model=f"{sys.argv[1].rstrip('/')}/models/{model}", timeout=120)

    sys.exit(0 if run(sys.modules[__name__], "huggingface_hub client", at=at) else 1)
