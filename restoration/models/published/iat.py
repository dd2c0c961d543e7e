"""IAT: Cui et al., "You only need 90K parameters to adapt light: a light weight transformer for image
enhancement and exposure correction", BMVC 2022.

A local branch predicts a factor and an offset for every pixel; a global branch asks the whole image, with
ten learned queries, for a gamma and a 3×3 colour matrix.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu

_LOCAL, _GLOBAL, _HEADS, _QUERIES = 16, 64, 4, 10


class _ColourNorm(nn.Module):
    """A learned mix of the channels, then scale and shift; (B, C, H, W) → the same."""

    def __init__(self) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1, 1, _LOCAL))
        self.beta = nn.Parameter(torch.zeros(1, 1, _LOCAL))
        self.color = nn.Parameter(torch.eye(_LOCAL))

    def forward(self, x: Tensor) -> Tensor:
        weight = (self.color * self.alpha.view(-1, 1))[..., None, None]
        return nn.functional.conv2d(x, weight, self.beta.flatten())


class _ConvMlp(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(_LOCAL, 4 * _LOCAL, 1)
        self.fc2 = nn.Conv2d(4 * _LOCAL, _LOCAL, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(nn.functional.gelu(self.fc1(x)))


class _LocalBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pos_embed = nn.Conv2d(_LOCAL, _LOCAL, 3, padding=1, groups=_LOCAL)
        self.norm1 = _ColourNorm()
        self.conv1 = nn.Conv2d(_LOCAL, _LOCAL, 1)
        self.conv2 = nn.Conv2d(_LOCAL, _LOCAL, 1)
        self.attn = nn.Conv2d(_LOCAL, _LOCAL, 5, padding=2, groups=_LOCAL)
        self.norm2 = _ColourNorm()
        self.mlp = _ConvMlp()
        self.gamma_1 = nn.Parameter(torch.full((1, _LOCAL, 1, 1), 1e-4))
        self.gamma_2 = nn.Parameter(torch.full((1, _LOCAL, 1, 1), 1e-4))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.pos_embed(x)
        x = x + self.gamma_1 * self.conv2(self.attn(self.conv1(self.norm1(x))))
        return x + self.gamma_2 * self.mlp(self.norm2(x))


class _LocalNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, _LOCAL, 3, padding=1)
        self.mul_blocks = nn.Sequential(*(_LocalBlock() for _ in range(3)))
        self.add_blocks = nn.Sequential(*(_LocalBlock() for _ in range(3)))
        self.mul_end = nn.Sequential(nn.Conv2d(_LOCAL, 3, 3, padding=1), nn.ReLU())
        self.add_end = nn.Sequential(nn.Conv2d(_LOCAL, 3, 3, padding=1), nn.Tanh())

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        x = leaky_relu(self.conv1(image), 0.2)
        return self.mul_end(self.mul_blocks(x) + x), self.add_end(self.add_blocks(x) + x)


class _Embedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.proj = nn.Sequential(
            nn.Conv2d(3, _GLOBAL // 2, 3, stride=2, padding=1),
            nn.BatchNorm2d(_GLOBAL // 2),
            nn.GELU(),
            nn.Conv2d(_GLOBAL // 2, _GLOBAL, 3, stride=2, padding=1),
            nn.BatchNorm2d(_GLOBAL),
        )


class _QueryAttention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.q = nn.Parameter(torch.ones(1, _QUERIES, _GLOBAL))
        self.k = nn.Linear(_GLOBAL, _GLOBAL, bias=False)
        self.v = nn.Linear(_GLOBAL, _GLOBAL, bias=False)
        self.proj = nn.Linear(_GLOBAL, _GLOBAL)

    def forward(self, x: Tensor) -> Tensor:
        batch = x.shape[0]
        q, k, v = (
            t.reshape(batch, -1, _HEADS, _GLOBAL // _HEADS).transpose(1, 2)
            for t in (self.q.expand(batch, -1, -1), self.k(x), self.v(x))
        )
        attention = (q @ k.transpose(-2, -1) * (_GLOBAL // _HEADS) ** -0.5).softmax(dim=-1)
        return self.proj((attention @ v).transpose(1, 2).reshape(batch, _QUERIES, _GLOBAL))


class _Mlp(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(_GLOBAL, 4 * _GLOBAL)
        self.fc2 = nn.Linear(4 * _GLOBAL, _GLOBAL)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(nn.functional.gelu(self.fc1(x)))


class _Generator(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.pos_embed = nn.Conv2d(_GLOBAL, _GLOBAL, 3, padding=1, groups=_GLOBAL)
        self.norm1 = nn.LayerNorm(_GLOBAL)
        self.attn = _QueryAttention()
        self.norm2 = nn.LayerNorm(_GLOBAL)
        self.mlp = _Mlp()

    def forward(self, x: Tensor) -> Tensor:
        x = (x + self.pos_embed(x)).flatten(2).transpose(1, 2)
        x = self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class _GlobalNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gamma_base = nn.Parameter(torch.ones(1))
        self.color_base = nn.Parameter(torch.eye(3))
        self.conv_large = _Embedding()
        self.generator = _Generator()
        self.gamma_linear = nn.Linear(_GLOBAL, 1)
        self.color_linear = nn.Linear(_GLOBAL, 1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Gamma (B, 1) and colour matrix (B, 3, 3)."""
        x = self.generator(self.conv_large.proj(image))
        gamma = self.gamma_linear(x[:, 0]) + self.gamma_base
        return gamma, self.color_linear(x[:, 1:]).view(-1, 3, 3) + self.color_base


class IAT(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.local_net = _LocalNet()
        self.global_net = _GlobalNet()

    def context(self, degraded: Tensor) -> tuple[Tensor, Tensor]:
        """Gamma and colour matrix of the whole image (B, 3, H, W), for `forward` on its tiles."""
        return self.global_net(degraded * 2 - 1)

    def forward(self, dark: Tensor, context: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W) in [0, 1]."""
        gamma, colour = self.context(dark) if context is None else context
        image = dark * 2 - 1
        factor, offset = self.local_net(image)
        image = image * factor + offset
        image = torch.einsum("bchw,bkc->bkhw", image, colour).clamp(1e-8, 1)
        return image ** gamma[:, :, None, None]
