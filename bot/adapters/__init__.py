"""Adapters: the retriever as other frameworks expect one; each needs its own extra."""
