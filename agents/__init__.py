"""What runs: settings, Faust apps, topics, tables, one thin agent a step, the poller, the broker, the command line."""
