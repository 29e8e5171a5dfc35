"""The live stream: what changed reaches every browser that may see it, within a blink, and nobody else."""
