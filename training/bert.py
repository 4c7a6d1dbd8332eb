"""The network of all-MiniLM-L6-v2 in torch: six layers of BERT (Devlin et al. 2019), 384 wide.

The same network as `network.py` writes down for ONNX, here to be trained.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
DROPOUT = 0.05


class Bert(nn.Module):
    """Wordpieces in, one vector a wordpiece out."""

    def __init__(self, stored: Mapping[str, Tensor]) -> None:
        """Begin with the weights that are stored, under their official names."""
        super().__init__()
        self.names = [
            name
            for name in stored
            if name.startswith(("embeddings.", "encoder.")) and name.endswith((".weight", ".bias"))
        ]
        self.held = nn.ParameterDict(
            {name.replace(".", "/"): nn.Parameter(stored[name].float()) for name in self.names}
        )

    def weights(self) -> dict[str, Tensor]:
        """Return the weights under their own names."""
        return {name: self._weight(name).detach().clone() for name in self.names}

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Return the vectors, shape (n, t, 384); all three inputs have the shape (n, t)."""
        x = functional.embedding(ids, self._weight("embeddings.word_embeddings.weight"))
        x = x + self._weight("embeddings.position_embeddings.weight")[: ids.shape[1]]
        x = x + functional.embedding(types, self._weight("embeddings.token_type_embeddings.weight"))
        x = self._dropped(self._norm(x, "embeddings.LayerNorm"))
        shown = mask[:, None, None, :].bool()
        for layer in range(LAYERS):
            x = self._layer(x, shown, f"encoder.layer.{layer}")
        return x

    def _layer(self, x: Tensor, shown: Tensor, name: str) -> Tensor:
        query, key, value = (
            self._linear(x, f"{name}.attention.self.{part}")
            .unflatten(-1, (HEADS, WIDTH // HEADS))
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=shown)
        mixed = self._linear(mixed.transpose(1, 2).flatten(2), f"{name}.attention.output.dense")
        x = self._norm(self._dropped(mixed) + x, f"{name}.attention.output.LayerNorm")
        inner = functional.gelu(self._linear(x, f"{name}.intermediate.dense"))
        inner = self._linear(inner, f"{name}.output.dense")
        return self._norm(self._dropped(inner) + x, f"{name}.output.LayerNorm")

    def _weight(self, name: str) -> Tensor:
        return self.held[name.replace(".", "/")]

    def _linear(self, x: Tensor, name: str) -> Tensor:
        return functional.linear(x, self._weight(f"{name}.weight"), self._weight(f"{name}.bias"))

    def _norm(self, x: Tensor, name: str) -> Tensor:
        scale, bias = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return functional.layer_norm(x, (WIDTH,), scale, bias, EPSILON)

    def _dropped(self, x: Tensor) -> Tensor:
        return functional.dropout(x, DROPOUT, self.training)
