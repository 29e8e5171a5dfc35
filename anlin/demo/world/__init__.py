"""What happens in the town, and what its devices notice of it."""

from anlin.demo.world.kernel import Life, Sighting, World
from anlin.demo.world.truth import Incident

__all__ = ["Incident", "Life", "Sighting", "World"]
