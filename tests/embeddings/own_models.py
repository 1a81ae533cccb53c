"""A model of one's own: a real BERT of random weights, in a folder of sentence-transformers."""

from __future__ import annotations

import json
from pathlib import Path

from embeddings.encoder import go_offline

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_WORDS = ("soviet", "union", "riots", "note", "border", "peking", "the", "of", "telegram")
_VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS, *_LETTERS, ".", ",", "?"]
_VOCABULARY += [f"##{letter}" for letter in _LETTERS]


def make_model(folder: Path, pooling: str = "mean", prompt: str = "", limit: int = 96) -> Path:
    """Write one that reads at most `limit` tokens, and return its folder."""
    go_offline()
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizer

    config = BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=48,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=80,
        max_position_embeddings=128,
        initializer_range=0.2,  # enough that every part of the graph tells
    )
    parts = folder.with_name(f"{folder.name}-parts")
    torch.manual_seed(7)
    BertModel(config).save_pretrained(parts)
    BertTokenizer(vocab={token: at for at, token in enumerate(_VOCABULARY)}).save_pretrained(parts)
    model = SentenceTransformer(
        modules=[Transformer(str(parts), max_seq_length=limit), Pooling(48, pooling)],
        device="cpu",
        prompts={"passage": prompt},
        default_prompt_name="passage" if prompt else None,
    )
    model.save(str(folder), create_model_card=False)
    return folder


def change(path: Path, **values: object) -> None:
    """Change entries of a JSON file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | values), encoding="utf-8")
