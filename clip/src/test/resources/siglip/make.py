"""Makes a tiny random SigLIP and what transformers 5.23 answers: make.py FOLDER."""
import sys

import torch
import transformers
from safetensors.torch import save_file

torch.manual_seed(3)
config = transformers.SiglipConfig(
    text_config=dict(vocab_size=61, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=3,
                     max_position_embeddings=11, projection_size=24),
    vision_config=dict(hidden_size=24, intermediate_size=44, num_hidden_layers=3, num_attention_heads=4, image_size=12,
                       patch_size=3))
model = transformers.SiglipModel(config).eval()
for name, parameter in model.named_parameters():
    centre = 1 if "norm" in name and name.endswith("weight") else 0
    parameter.data = torch.randn_like(parameter) * 0.15 + centre
model.logit_scale.data = torch.tensor([1.3])
model.logit_bias.data = torch.tensor([-2.1])
model.save_pretrained(sys.argv[1])
ids = torch.randint(2, 61, (2, 11))
pixels = torch.randn(3, 3, 12, 12)
with torch.no_grad():
    answer = model(input_ids=ids, pixel_values=pixels)
expected = {
    "text_embeds": answer.text_embeds,
    "image_embeds": answer.image_embeds,
    "logits_per_image": answer.logits_per_image,
    "logits_per_text": answer.logits_per_text,
    "text_pooler_output": answer.text_model_output.pooler_output,
    "vision_pooler_output": answer.vision_model_output.pooler_output,
    "text_last_hidden_state": answer.text_model_output.last_hidden_state,
    "vision_last_hidden_state": answer.vision_model_output.last_hidden_state,
}
save_file({"input_ids": ids, "pixel_values": pixels}, sys.argv[1] + "/inputs.safetensors")
save_file({name: value.contiguous() for name, value in expected.items()}, sys.argv[1] + "/expected.safetensors")
