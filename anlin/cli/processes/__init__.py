"""The processes of the platform: one file each, `run()` is all of it, and the supervisor that keeps them running."""
