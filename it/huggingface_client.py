#!/usr/bin/env python3
"""Talks to a running suite with Hugging Face's own client: InferenceClient(model=URL).

    huggingface_client.py http://127.0.0.1:8080

Prints one line a check; the exit code is 1 if one failed.
"""
import sys

from huggingface_hub import InferenceClient
from huggingface_hub.errors import HfHubHTTPError

from checks import SAMPLES, run, share_found


def check_speech_is_recognised(at):
    spoken = (SAMPLES / "speech/en.txt").read_text(encoding="utf-8")
    answer = at("whisper-base").automatic_speech_recognition(str(SAMPLES / "speech/en.flac"))
    assert share_found(spoken, answer.text) >= 0.8, answer
    timed = at("whisper-base").automatic_speech_recognition(
        str(SAMPLES / "speech/en.flac"), extra_body={"return_timestamps": True})
    assert share_found(spoken, timed.text) >= 0.8 and timed.chunks[0].timestamp[0] < timed.chunks[-1].timestamp[1], timed


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


def check_texts_become_features_by_option(at):
    whole = at("all-MiniLM-L6-v2").feature_extraction(["A cat.", "A dog."], normalize=True)
    assert whole.shape == (2, 384) and abs((whole**2).sum(1) - 1).max() < 1e-4, whole.shape
    long = "A cat. " * 300 + "Interest rates rose again."
    end = at("all-MiniLM-L6-v2").feature_extraction(long, truncate=True, truncation_direction="left")[0]
    begin = at("all-MiniLM-L6-v2").feature_extraction(long, truncate=True, truncation_direction="right")[0]
    assert 1 - float(begin @ end) > 0.01, "both ends gave one vector"
    refused(lambda: at("all-MiniLM-L6-v2").feature_extraction(long, truncate=False), "256")


def refused(call, *words):
    """The call fails with 400 or 422, and the message holds these words."""
    try:
        call()
    except HfHubHTTPError as error:
        assert error.response.status_code in (400, 422), error
        assert all(word in error.response.text for word in words), error.response.text
    else:
        raise AssertionError("it was not refused")


def check_a_text_is_classified(at):
    answer = at("tiny-labels").text_classification("A good film.")
    assert {item.label for item in answer} == {"negative", "neutral", "positive"}, answer
    assert abs(sum(item.score for item in answer) - 1) < 1e-3 and answer[0].score >= answer[1].score, answer
    best = at("tiny-labels").text_classification("A good film.", top_k=1, function_to_apply="sigmoid")
    assert len(best) == 1 and best[0].label == answer[0].label and 0 < best[0].score < 1, best


def check_words_are_labelled(at):
    text = "Angela lives in Berlin 😀 and works at Siemens."
    for strategy in (None, "none", "simple", "first", "average", "max"):
        for found in at("tiny-entities").token_classification(text, aggregation_strategy=strategy):
            assert (found.entity or found.entity_group) and 0 < found.score <= 1, found
            assert found.entity_group or text[found.start : found.end].lower() == found.word.removeprefix("##"), found
    everything = at("tiny-entities").token_classification(text, ignore_labels=[])
    assert len(everything) >= len(text.split()), everything
    assert at("tiny-entities").token_classification(text * 20, aggregation_strategy="simple", stride=8)


def check_masks_are_filled(at):
    answer = at("tiny-fill").fill_mask("Paris is the [MASK] of France.", top_k=3)
    assert len(answer) == 3 and answer[0].score >= answer[1].score and "[MASK]" not in answer[0].sequence, answer
    own = at("tiny-fill").fill_mask("Paris is the [MASK] of France.", targets=["capital", "city"])
    assert {item.token_str for item in own} == {"capital", "city"}, own
    refused(lambda: at("tiny-fill").fill_mask("Paris is in France."), "[MASK]")


def check_questions_are_answered(at):
    context = "Angela lives in Berlin. 😀 She works at Siemens."
    answer = at("tiny-answers").question_answering(question="Where does Angela live?", context=context)
    assert context[answer.start : answer.end] == answer.answer and 0 <= answer.score <= 1, answer
    several = at("tiny-answers").question_answering(
        question="Where does Angela live?", context=context * 9, top_k=3, doc_stride=8, max_answer_len=4, max_seq_len=48,
        max_question_len=6, handle_impossible_answer=True, align_to_words=False)
    assert 1 <= len(several) <= 3 and several[0].score >= several[-1].score, several


def check_own_labels_are_judged_by_entailment(at):
    labels = ["sport", "politics", "film"]
    answer = at("tiny-entailment").zero_shot_classification("I like it.", labels)
    assert {item.label for item in answer} == set(labels) and abs(sum(i.score for i in answer) - 1) < 1e-3, answer
    several = at("tiny-entailment").zero_shot_classification(
        "I like it.", labels, multi_label=True, hypothesis_template="It is about {}.")
    assert all(0 < item.score < 1 for item in several), several
    refused(lambda: at("tiny-labels").zero_shot_classification("I like it.", labels), "entailment")


def check_a_text_is_summarised(at):
    whole = at("tiny-summary").summarization("The tower is 324 metres tall.")
    short = at("tiny-summary").summarization(
        "The tower is 324 metres tall.", generate_parameters={"max_new_tokens": 3}, truncation="longest_first",
        clean_up_tokenization_spaces=True)
    assert len(short.summary_text) <= len(whole.summary_text), (short, whole)
    refused(lambda: at("tiny-summary").summarization("x", generate_parameters={"no_such_option": 1}), "no_such_option")
    refused(lambda: at("tiny-summary").summarization("A tower. " * 100, truncation="do_not_truncate"), "128")


def check_a_text_is_translated(at):
    assert at("tiny-translation").translation("A tower.").translation_text is not None
    same = at("tiny-translation").translation("A tower.", src_lang="en", tgt_lang="de", generate_parameters={"num_beams": 2})
    assert same.translation_text is not None
    refused(lambda: at("tiny-translation").translation("A tower.", src_lang="en", tgt_lang="fr"), "'de'")


def check_a_text_is_continued(at):
    client = at("tiny-chat")
    plain = client.text_generation("The tower is", max_new_tokens=12)
    told = client.text_generation("The tower is", max_new_tokens=12, details=True, top_n_tokens=2)
    assert told.generated_text == plain and told.details.generated_tokens == len(told.details.tokens), told
    assert all(len(choices) == 2 for choices in told.details.top_tokens), told
    assert client.text_generation("The tower is", max_new_tokens=12, return_full_text=True) == "The tower is" + plain
    drawn = [client.text_generation("The tower is", max_new_tokens=12, do_sample=True, seed=seed, temperature=0.9, top_k=50,
                                    top_p=0.95, typical_p=0.9, repetition_penalty=1.1, frequency_penalty=0.1)
             for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2], drawn
    assert client.text_generation("nothing of this The tower is", max_new_tokens=12, truncate=len("The tower is")) == plain
    stop = plain[3]
    ended = client.text_generation("The tower is", max_new_tokens=12, stop=[stop], details=True)
    assert stop not in ended.generated_text and ended.details.finish_reason == "stop_sequence", ended
    refused(lambda: client.text_generation("x", max_new_tokens=2, grammar={"type": "json", "value": {}}), "grammar")
    refused(lambda: client.text_generation("x" * 500), "127")


def check_a_text_streams(at):
    client = at("tiny-chat")
    plain = client.text_generation("The tower is", max_new_tokens=12)
    told = list(client.text_generation("The tower is", max_new_tokens=12, stream=True, details=True, top_n_tokens=1))
    assert len(told) == 12 and [event.index for event in told] == list(range(1, 13)), told
    assert "".join(event.token.text for event in told) == plain == told[-1].generated_text, (told, plain)
    assert told[-1].details.finish_reason == "length" and told[-1].details.generated_tokens == 12, told[-1]
    assert "".join(client.text_generation("The tower is", max_new_tokens=12, stream=True)) == plain


def check_a_chat_is_completed(at):
    client = at("tiny-chat")
    asked = dict(messages=[{"role": "user", "content": "Where does Angela live?"}], max_tokens=8, temperature=0)
    whole = client.chat_completion(**asked, logprobs=True, top_logprobs=2)
    assert whole.choices[0].finish_reason == "length" and whole.usage.completion_tokens == 8, whole
    assert all(len(token.top_logprobs) == 2 for token in whole.choices[0].logprobs.content), whole
    parts = list(client.chat_completion(**asked, stream=True, stream_options={"include_usage": True}))
    text = "".join(part.choices[0].delta.content or "" for part in parts if part.choices)
    assert text == whole.choices[0].message.content and parts[-1].usage.completion_tokens == 8, (text, whole)
    assert len(client.chat_completion(**{**asked, "temperature": 1}, n=3, seed=5, top_p=0.9, stop=["zzz"],
                                      presence_penalty=0.1, frequency_penalty=0.1).choices) == 3
    refused(lambda: client.chat_completion(**asked, tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}]),
            "tools")
    refused(lambda: client.chat_completion(**asked, response_format={"type": "json_object"}), "response_format")


def check_what_a_model_cannot_do_is_refused(at):
    refused(lambda: at("tiny-labels").chat_completion([{"role": "user", "content": "hi"}]), "text-classification")


def check_an_unknown_model_names_the_nearest(at):
    try:
        at("tiny-lables").text_classification("hi")
    except HfHubHTTPError as error:
        assert error.response.status_code == 404 and "tiny-labels" in error.response.text, error.response.text
    else:
        raise AssertionError("an unknown model answered")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)

    clients = {}

    def at(model):
        # A client that is forgotten closes its connection, also under a stream that is being read.
        url = f"{sys.argv[1].rstrip('/')}/models/{model}"
        return clients.setdefault(model, InferenceClient(model=url, timeout=120))

    sys.exit(0 if run(sys.modules[__name__], "huggingface_hub client", at=at) else 1)
