"""Get Firefox ready for the tests, or say in one line what is missing. It never fails: the tests skip."""

from tests import firefox

if __name__ == "__main__":
    firefox.install()
    if said := firefox.missing():
        print(f"Firefox is left out: {said}.")
