"""Any table to observations: which column means what is said in a mapping file, nothing is guessed from names."""

from anlin.tables.importing import Counts, import_tables
from anlin.tables.mapping import BadMapping, Mapping, load_mapping, mapping_of
from anlin.tables.reading import UnreadableTable

__all__ = ["BadMapping", "Counts", "Mapping", "UnreadableTable", "import_tables", "load_mapping", "mapping_of"]
