"""The English pack: everything that extraction knows of English. Another language is another package like this."""
