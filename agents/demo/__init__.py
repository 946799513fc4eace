"""`dementi demo`: the whole service on a small wire of invented stories."""
