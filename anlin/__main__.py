"""`python -m anlin` is `anlin`."""

from anlin.cli import main

if __name__ == "__main__":
    main()
