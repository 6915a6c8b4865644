"""The commands, by what they are about.

Heavy imports stand in the commands themselves: `qingwen clean FILE` must start at once."""
