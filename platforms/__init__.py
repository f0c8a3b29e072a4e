"""Platforms: the software, models, data and computing that AI for Science runs on."""
