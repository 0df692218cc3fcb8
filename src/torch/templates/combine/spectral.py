from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Eigenvalues below this share of the largest are rounding noise of gradients in single precision.
SMALLEST_SHARE = 1e-12


def spectral(inner: np.ndarray, x: np.ndarray, f: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """f(G) x, which is Σ f(λ) v vᵀ x over the eigenvalues λ and eigenvectors v of G; f of those that are noise is 0."""
    values, vectors = np.linalg.eigh(inner)
    kept = values > SMALLEST_SHARE * values.max()
    return vectors[:, kept] @ (f(values[kept]) * (vectors[:, kept].T @ x))
