"""BRN: Ren, Shang, Zhu, Hu, Meng & Zuo, "Single image deraining using bilateral recurrent network", TIP 2020.

Two recurrent networks for the rain layer and for the background, each with the other's hidden state as input (bilateral
LSTMs), in eight stages.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

_WIDTH = 32
_STAGES = 8
_RAIN_BLOCKS, _SCENE_BLOCKS = 3, 5


def _conv(inputs: int, outputs: int, activation: nn.Module | None = None) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, 3, padding=1)]
    return nn.Sequential(*layers, *([activation] if activation is not None else []))


class BRN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        for suffix, inputs in (("", 9), ("_r", 6)):
            self.add_module(f"conv0{suffix}", _conv(inputs, _WIDTH, nn.ReLU()))
            # The authors' file has five blocks in both; in the rain layer's network three of them are used.
            for k in range(1, 6):
                block = (*_conv(_WIDTH, _WIDTH, nn.ReLU()), *_conv(_WIDTH, _WIDTH, nn.ReLU()))
                self.add_module(f"res_conv{k}{suffix}", nn.Sequential(*block))
            for gate in "ifgo":
                activation = nn.Tanh() if gate == "g" else nn.Sigmoid()
                self.add_module(f"conv_{gate}{suffix}", _conv(3 * _WIDTH, _WIDTH, activation))
            self.add_module(f"conv{suffix}", _conv(_WIDTH, 3))

    def forward(self, rainy: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not clamped."""
        scene = rain = rainy
        zero = rainy.new_zeros(rainy.shape[0], _WIDTH, *rainy.shape[-2:])
        hidden = cell = hidden_rain = cell_rain = zero
        for _ in range(_STAGES):
            seen = torch.cat((rainy, rain), 1)
            hidden_rain, cell_rain = self._step("_r", seen, hidden_rain, hidden, cell_rain)
            rain = self._drawn("_r", hidden_rain, _RAIN_BLOCKS)
            seen = torch.cat((rainy, scene, rain), 1)
            hidden, cell = self._step("", seen, hidden, hidden_rain, cell)
            scene = self._drawn("", hidden, _SCENE_BLOCKS)
        return scene

    def _step(
        self, suffix: str, seen: Tensor, own: Tensor, other: Tensor, cell: Tensor
    ) -> tuple[Tensor, Tensor]:
        """One step of a bilateral LSTM: the new hidden state and cell."""
        x = torch.cat((self.get_submodule(f"conv0{suffix}")(seen), own, other), 1)
        i, f, g, o = (self.get_submodule(f"conv_{gate}{suffix}")(x) for gate in "ifgo")
        cell = f * cell + i * g
        return o * torch.tanh(cell), cell

    def _drawn(self, suffix: str, hidden: Tensor, blocks: int) -> Tensor:
        x = hidden
        for k in range(1, blocks + 1):
            x = relu(self.get_submodule(f"res_conv{k}{suffix}")(x) + x)
        return self.get_submodule(f"conv{suffix}")(x)
