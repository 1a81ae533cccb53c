"""The way in, for `dragoman` and `python -m ui`: nothing is imported before Ctrl-C is minded."""

import atexit
import gc

#: Objects made before unused cycles are looked for, and how much rarer older ones are looked
#: through: what is imported is no garbage. With leaving it alone at the end this takes .2 of the
#: 1.3 s of `ask` (two cores, AMD EPYC, 12 rounds).
_GARBAGE = (20_000, 20, 20)


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(*_GARBAGE)
    atexit.register(gc.freeze)
    try:
        from ui.cli import main as run

        run()
    except KeyboardInterrupt:
        import sys

        sys.stderr.write("\nStopped.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
