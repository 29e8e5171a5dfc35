"""A synthetic town with causes and known truth, and the devices that watch it.

It speaks to the platform as real sites do, over HTTP through the door, and shares no code and no parameter with the
engine and the models (import-linter forbids it): otherwise the examiner would know the answers.
"""
