from __future__ import annotations

from network import Network


def with_draws(network: Network, names: dict[str, str]) -> Network:
    """Tells each layer of dropout, by its module, what it draws its masks by."""
    for module, name in names.items():
        network.get_submodule(module).draws_name = name
    return network
