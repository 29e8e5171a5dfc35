"""What `anlin demo` wires together: the platform's processes, the live show, the exam."""
