#!/usr/bin/env python3
"""Talks to a running suite with OpenAI's own Python client, as a program written for OpenAI would.

    openai_client.py http://127.0.0.1:8080

Prints one line a check; the exit code is 1 if one failed.
"""
import base64
import math
import struct
import sys

import openai

from checks import SAMPLES, run, share_found

ENGLISH = SAMPLES / "speech/en.flac"
SPOKEN = (SAMPLES / "speech/en.txt").read_text(encoding="utf-8")
CHAT = "SmolLM2-135M-Instruct"


def chat_model(client):
    return next((model.id for model in client.models.list() if model.id.endswith(CHAT)), None)


def check_models_are_listed(client):
    ids = [model.id for model in client.models.list()]
    assert "whisper-base" in ids and "all-MiniLM-L6-v2" in ids, ids


def check_a_model_is_retrieved(client):
    model = client.models.retrieve("whisper-base")
    assert model.id == "whisper-base" and model.object == "model", model


def check_an_unknown_model_is_not_found(client):
    try:
        client.models.retrieve("nobody/no-such-model")
    except openai.NotFoundError as error:
        assert error.body["message"], error.body
    else:
        raise AssertionError("an unknown model was found")


def check_speech_is_transcribed(client):
    with open(ENGLISH, "rb") as file:
        answer = client.audio.transcriptions.create(model="whisper-1", file=file)
    assert share_found(SPOKEN, answer.text) >= 0.8, answer.text


def check_verbose_json_has_segments_and_words(client):
    with open(ENGLISH, "rb") as file:
        answer = client.audio.transcriptions.create(
            model="whisper-base", file=file, response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert answer.language in ("en", "english"), answer.language
    assert 8 < answer.duration < 10, answer.duration
    assert answer.segments[0].end <= answer.duration + 0.5, answer.segments
    assert len(answer.words) >= 15 and all(word.start <= word.end for word in answer.words), answer.words


def check_subtitles_are_written(client):
    for kind, begin in (("srt", "1\n00:00:"), ("vtt", "WEBVTT"), ("text", "")):
        with open(ENGLISH, "rb") as file:
            answer = client.audio.transcriptions.create(model="whisper-base", file=file, response_format=kind)
        assert isinstance(answer, str) and answer.startswith(begin), answer


def check_a_transcript_streams(client):
    with open(ENGLISH, "rb") as file:
        events = list(client.audio.transcriptions.create(model="whisper-base", file=file, stream=True))
    kinds = [event.type for event in events]
    assert "transcript.text.delta" in kinds and kinds[-1] == "transcript.text.done", kinds
    assert "".join(e.delta for e in events if e.type.endswith("delta")).strip() == events[-1].text.strip(), events


def check_german_is_translated(client):
    with open(SAMPLES / "speech/de.flac", "rb") as file:
        answer = client.audio.translations.create(model="whisper-1", file=file)
    assert share_found("a cup of coffee and a piece of cake", answer.text) >= 0.6, answer.text


def check_diarisation_is_refused_by_name(client):
    try:
        with open(ENGLISH, "rb") as file:
            client.audio.transcriptions.create(model="whisper-base", file=file, response_format="diarized_json")
    except openai.BadRequestError as error:
        assert error.param == "response_format", error.body
    else:
        raise AssertionError("diarized_json was accepted")


def check_what_is_no_sound_is_refused(client):
    try:
        client.audio.transcriptions.create(model="whisper-base", file=("notes.mp3", b"these are words, not sounds"))
    except openai.APIStatusError as error:
        assert error.status_code in (400, 415, 422) and error.body["message"], (error.status_code, error.body)
    else:
        raise AssertionError("text was transcribed")


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def check_texts_are_embedded(client):
    answer = client.embeddings.create(model="all-MiniLM-L6-v2", input=["A cat sits on the mat.", "A kitten rests on a rug.",
                                                                       "Interest rates rose again."])
    cat, kitten, rates = (item.embedding for item in answer.data)
    assert len(cat) == 384 and abs(cosine(cat, cat) - 1) < 1e-6
    assert cosine(cat, kitten) > 0.5 > cosine(cat, rates) + 0.2, (cosine(cat, kitten), cosine(cat, rates))
    assert answer.usage.prompt_tokens > 10, answer.usage


def check_base64_holds_the_same_numbers(client):
    plain = client.embeddings.create(model="all-MiniLM-L6-v2", input="hello", encoding_format="float").data[0].embedding
    coded = client.embeddings.create(model="all-MiniLM-L6-v2", input="hello", encoding_format="base64").data[0].embedding
    if isinstance(coded, str):
        raw = base64.b64decode(coded)
        coded = struct.unpack(f"<{len(raw) // 4}f", raw)
    assert max(abs(a - b) for a, b in zip(plain, coded)) < 1e-6


def check_embeddings_are_shortened(client):
    short = client.embeddings.create(model="all-MiniLM-L6-v2", input="hello", dimensions=64).data[0].embedding
    assert len(short) == 64 and abs(sum(x * x for x in short) - 1) < 1e-4


def check_a_chat_is_answered(client):
    model = chat_model(client)
    if model is None:
        return f"no {CHAT} here"
    answer = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "What is the capital of France?"}], max_tokens=32, temperature=0)
    assert "Paris" in answer.choices[0].message.content, answer
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens, answer.usage


def check_a_chat_streams_the_same(client):
    model = chat_model(client)
    if model is None:
        return f"no {CHAT} here"
    asked = dict(model=model, messages=[{"role": "user", "content": "Name three colours."}], max_tokens=24, temperature=0)
    whole = client.chat.completions.create(**asked).choices[0]
    parts = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    text = "".join(part.choices[0].delta.content or "" for part in parts if part.choices)
    assert text == whole.message.content, (text, whole.message.content)
    assert parts[-1].usage.completion_tokens > 0, parts[-1]


def check_a_completion_has_log_probabilities(client):
    model = chat_model(client)
    if model is None:
        return f"no {CHAT} here"
    answer = client.completions.create(model=model, prompt="The sun rises in the", max_tokens=4, temperature=0, logprobs=2)
    assert answer.choices[0].text and all(p <= 0 for p in answer.choices[0].logprobs.token_logprobs), answer


def check_tools_are_refused_by_name(client):
    model = chat_model(client)
    if model is None:
        return f"no {CHAT} here"
    try:
        client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": "hi"}],
            tools=[{"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}])
    except openai.BadRequestError as error:
        assert error.param == "tools", error.body
    else:
        raise AssertionError("tools were accepted")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    client = openai.OpenAI(base_url=sys.argv[1].rstrip("/") + "/v1", api_key="none", max_retries=0, timeout=120)
    sys.exit(0 if run(sys.modules[__name__], "openai client", client=client) else 1)
