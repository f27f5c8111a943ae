"""Install what stands in for learning platforms: python -m tests.platforms."""

from tests.platforms import install, missing

if __name__ == "__main__":
    install()
    if words := missing():
        print(f"Learning platforms are not tested: {words}.")
