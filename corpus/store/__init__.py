"""The claims store: a folder of Parquet parts, a log of commits and a log of corrections.

::

    STORE/
      articles/000001.parquet   article_id, source, title, published, text, blocks
      claims/000001.parquet     the claims of the same articles: the table of the contract
      manifest/000001.json      the commit that made the part count
      labels.jsonl              corrections by people, append-only

`Store` opens one, reads it and, holding its lock, adds to it. Nothing here imports spaCy or
pandas.
"""

from claimtable.corpus.store.corrections import Correction
from claimtable.corpus.store.files import StoreError
from claimtable.corpus.store.lock import StoreLocked
from claimtable.corpus.store.store import Store

__all__ = ["Correction", "Store", "StoreError", "StoreLocked"]
