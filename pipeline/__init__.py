"""What happens to an article, a package a step. Values in, values out: no I/O, no clock, no environment, no Faust.

    raw article ─ wire.normalise ─▶ fingerprinted ─ dedupe.deduplicate ─▶ linked article
                ─ extract.extract ─▶ article claims ─ reconcile.reconcile ─▶ claims, cases, alerts

A stateless step is a function of its message. A stateful step is a function of its message and a view of the state:
it returns a Decision, the changes of the state and the messages to send, and whoever runs it applies the changes
(`state.apply`), writes them down and sends. Message time is the only now.
"""
