"""The way in, for `dragoman` and `python -m ui`: nothing is imported before Ctrl-C is minded."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from ui.cli import main as run

        run()
    except KeyboardInterrupt:
        import sys

        sys.stderr.write("\nStopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
