"""How are the notebooks run and kept in one stable form? Their kernels share one import."""
