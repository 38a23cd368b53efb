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
TINY = "tiny-chat"


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


QUESTION = dict(model=TINY, messages=[{"role": "user", "content": "Where does Angela live?"}], max_tokens=12)


def refused(param, call, kind=openai.BadRequestError):
    """The call fails, and the error names this field."""
    try:
        call()
    except kind as error:
        assert error.param == param and error.body["message"], (param, error.body)
    else:
        raise AssertionError(f"'{param}' was accepted")


def check_what_is_not_supported_is_refused_by_name(client):
    tool = {"type": "function", "function": {"name": "now", "parameters": {"type": "object", "properties": {}}}}
    for param, value in dict(
            tools=[tool], tool_choice="required", functions=[{"name": "now"}], audio={"voice": "alloy", "format": "wav"},
            modalities=["text", "audio"], response_format={"type": "json_object"}, prediction={"type": "content", "content": "x"},
            reasoning_effort="low", service_tier="flex", store=True, verbosity="low", web_search_options={}).items():
        refused(param, lambda: client.chat.completions.create(**QUESTION, **{param: value}))
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    refused("response_format", lambda: client.chat.completions.create(**QUESTION, response_format=schema))
    refused("no_such_field", lambda: client.chat.completions.create(**QUESTION, extra_body={"no_such_field": 1}))
    refused("suffix", lambda: client.completions.create(model=TINY, prompt="a", suffix="b"))
    refused("best_of", lambda: client.completions.create(model=TINY, prompt="a", best_of=3))
    picture = [{"type": "image_url", "image_url": {"url": "data:,"}}]
    refused("messages[0].content[0]", lambda: client.chat.completions.create(
        model=TINY, messages=[{"role": "user", "content": picture}]))
    refused("messages[0].role", lambda: client.chat.completions.create(
        model=TINY, messages=[{"role": "tool", "tool_call_id": "1", "content": "x"}]))


def check_values_out_of_range_are_refused_by_name(client):
    for param, value in dict(
            temperature=3, top_p=2, n=0, seed=2**70, max_tokens=-1, presence_penalty=3, frequency_penalty=-3,
            logit_bias={"70000": 1}, stop=[""], top_logprobs=3).items():
        refused(param, lambda: client.chat.completions.create(**{**QUESTION, param: value}))
    refused("messages", lambda: client.chat.completions.create(model=TINY, messages=[{"role": "user", "content": "x" * 500}]))
    refused("prompt", lambda: client.completions.create(model=TINY, prompt=[70000]))
    for param, value in dict(input=[70000], dimensions=9999, encoding_format="int8").items():
        refused(param, lambda: client.embeddings.create(**{**dict(model="all-MiniLM-L6-v2", input="x"), param: value}))
    for empty in ("", [], [[]]):
        refused("input", lambda: client.embeddings.create(model="all-MiniLM-L6-v2", input=empty))
    refused("input", lambda: client.embeddings.create(model="all-MiniLM-L6-v2", input="word " * 1000))


def check_a_model_for_something_else_is_refused_by_name(client):
    kind = openai.UnprocessableEntityError
    refused("model", lambda: client.embeddings.create(model=TINY, input="x"), kind)
    refused("model", lambda: client.chat.completions.create(model="all-MiniLM-L6-v2", messages=QUESTION["messages"]), kind)
    refused("model", lambda: client.chat.completions.create(model="tiny-caht", messages=QUESTION["messages"]),
            openai.NotFoundError)


def check_fields_without_influence_are_taken(client):
    client.chat.completions.create(
        **QUESTION, user="somebody", metadata={"a": "b"}, safety_identifier="x", prompt_cache_key="y", store=False,
        response_format={"type": "text"}, modalities=["text"], service_tier="auto", tool_choice="none")


def check_several_answers_come_by_seed(client):
    asked = dict(**QUESTION, n=3, temperature=1, top_p=0.9)
    one, same, other = ([choice.message.content for choice in client.chat.completions.create(**asked, seed=seed).choices]
                        for seed in (1, 1, 2))
    assert len(set(one)) == 3 and one == same != other, (one, same, other)


def check_stop_strings_end_an_answer(client):
    whole = client.chat.completions.create(**QUESTION, temperature=0).choices[0].message.content
    choice = client.chat.completions.create(**QUESTION, temperature=0, stop=[whole[4], "zzz"]).choices[0]
    assert choice.finish_reason == "stop" and choice.message.content == whole[: whole.index(whole[4])], (choice, whole)
    parts = client.chat.completions.create(**QUESTION, temperature=0, stop=whole[4], stream=True)
    assert "".join(part.choices[0].delta.content or "" for part in parts) == choice.message.content


def check_tokens_can_be_biased(client):
    letter = 4 + ord("q")  # as checkpoints.py numbers the bytes
    answer = client.chat.completions.create(**QUESTION, temperature=0, logit_bias={str(letter): 100})
    assert answer.choices[0].message.content == "q" * 12, answer


def check_log_probabilities_name_the_likeliest(client):
    choice = client.chat.completions.create(**QUESTION, temperature=0, logprobs=True, top_logprobs=3).choices[0]
    tokens = choice.logprobs.content
    assert 8 <= len(tokens) <= 12, tokens  # special ones are no part of the text
    assert bytes(byte for token in tokens for byte in token.bytes).decode("utf-8", "replace") == choice.message.content, choice
    for token in tokens:
        top = token.top_logprobs
        assert len(top) == 3 and top[0].logprob >= top[1].logprob >= top[2].logprob, token
        assert top[0].token == token.token and abs(top[0].logprob - token.logprob) < 1e-4, token
    streamed = [token for part in client.chat.completions.create(
        **QUESTION, temperature=0, logprobs=True, top_logprobs=3, stream=True) if part.choices[0].logprobs
        for token in part.choices[0].logprobs.content]
    assert [token.token for token in streamed] == [token.token for token in tokens], (streamed, tokens)


def check_lengths_are_kept(client):
    none = client.chat.completions.create(**{**QUESTION, "max_tokens": 0})
    assert none.choices[0].message.content == "" and none.usage.completion_tokens == 0, none
    most = client.chat.completions.create(**{**QUESTION, "max_tokens": 10**9}, temperature=0)
    assert most.usage.total_tokens <= 128 + 1, most.usage  # the last token is written, but not read
    asked = {key: value for key, value in QUESTION.items() if key != "max_tokens"}
    assert client.chat.completions.create(**asked, max_completion_tokens=3).usage.completion_tokens <= 3


def check_completions_take_texts_and_tokens(client):
    answer = client.completions.create(model=TINY, prompt=["The tower", "A city"], n=2, max_tokens=4, seed=1)
    assert [choice.index for choice in answer.choices] == [0, 1, 2, 3], answer
    ids = [[4 + byte for byte in b"tower"], [4 + ord("a")]]
    told = client.completions.create(model=TINY, prompt=ids, max_tokens=4, temperature=0, echo=True)
    assert [choice.text[:5] for choice in told.choices][0] == "tower" and told.usage.prompt_tokens == 6, told
    choice = client.completions.create(model=TINY, prompt="The tower", max_tokens=4, temperature=0, logprobs=2).choices[0]
    assert len(choice.logprobs.tokens) == len(choice.logprobs.token_logprobs) == len(choice.logprobs.text_offset), choice
    parts = list(client.completions.create(model=TINY, prompt="The tower", max_tokens=4, temperature=0, stream=True,
                                           stream_options={"include_usage": True}))
    assert "".join(part.choices[0].text for part in parts if part.choices) == choice.text, (parts, choice)
    assert parts[-1].usage.total_tokens == 13, parts[-1]


def check_tokens_are_embedded_as_their_text_is(client):
    ids = [[101, 1037, 4937, 102], [101, 1037, 3899, 102]]  # [CLS] a cat [SEP], [CLS] a dog [SEP]
    of_ids = client.embeddings.create(model="all-MiniLM-L6-v2", input=ids).data
    of_texts = client.embeddings.create(model="all-MiniLM-L6-v2", input=["a cat", "a dog"]).data
    for tokens, text in zip(of_ids, of_texts):
        assert cosine(tokens.embedding, text.embedding) > 1 - 1e-6
    one = client.embeddings.create(model="all-MiniLM-L6-v2", input=ids[0])
    assert one.usage.prompt_tokens == 4 and cosine(one.data[0].embedding, of_texts[0].embedding) > 1 - 1e-6


def check_a_text_is_embedded_the_same_among_others(client):
    texts = [f"Sentence number {i} about {'cats ' * (i % 7)}." for i in range(100)]
    together = client.embeddings.create(model="all-MiniLM-L6-v2", input=texts).data
    assert [item.index for item in together] == list(range(100))
    for i in (0, 13, 99):
        alone = client.embeddings.create(model="all-MiniLM-L6-v2", input=texts[i]).data[0].embedding
        assert max(abs(a - b) for a, b in zip(alone, together[i].embedding)) < 1e-6, i


def check_half_a_character_never_leaves_a_stream(client):
    asked = dict(**{**QUESTION, "max_tokens": 60}, temperature=1)
    for seed in range(5):
        whole = client.chat.completions.create(**asked, seed=seed).choices[0].message.content
        parts = [part.choices[0].delta.content or ""
                 for part in client.chat.completions.create(**asked, seed=seed, stream=True)]
        assert "".join(parts) == whole, (parts, whole)


def check_a_client_that_hangs_up_leaves_room_for_others(client):
    for _ in range(20):
        stream = client.chat.completions.create(**{**QUESTION, "max_tokens": 10**6}, stream=True)
        next(iter(stream))
        stream.close()
    answer = client.chat.completions.create(**QUESTION, temperature=0)
    assert answer.usage.completion_tokens > 0, answer


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    client = openai.OpenAI(base_url=sys.argv[1].rstrip("/") + "/v1", api_key="none", max_retries=0, timeout=120)
    sys.exit(0 if run(sys.modules[__name__], "openai client", client=client) else 1)
