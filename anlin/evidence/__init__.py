"""Pictures and clips, sealed: encrypted, named by content, destroyed in time unless something holds them."""

from anlin.evidence.store import EvidenceStore, NoEvidence

__all__ = ["EvidenceStore", "NoEvidence"]
