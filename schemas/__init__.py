"""What travels on the topics, and the product's words.

raw article    an item as it was received: bytes, feed, the time of receipt
article        the item as we mean it: identity, version, status, times, text, sentences
story          articles that share text: copies and versions of one another
claim          a sentence's statement by somebody: who says (speaker), how (stance), what (content)
carrier        an article version that carries a claim; a claim lives as long as one carrier does
report         a claim that something is so
denial         a claim by an official that a report is not so
case           a dispute: one denial by one denier and the reports that it answers, through its life
alert          one revision of a case that an operator should see
dead letter    a message that could not be handled, and why

This room knows the standard library, orjson, msgspec and xxhash only.
"""
