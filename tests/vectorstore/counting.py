"""The embedding model, counting what it is given."""

from __future__ import annotations

from collections.abc import Sequence

from vectorstore.embed import Embedder, Reading


class Counting(Embedder):
    """The real model; `texts` is how many it has read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0

    def reading(self, texts: Sequence[str]) -> list[Reading]:
        self.texts += len(texts)
        return super().reading(texts)
