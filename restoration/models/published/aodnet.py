"""Two small dehazing networks that estimate one map K and return K·I − K + 1.

AOD-Net: Li, Peng, Wang, Xu & Feng, "AOD-Net: All-in-one dehazing network", ICCV 2017. Transmission and
airlight of the scattering model are folded into K. LightDehazeNet: Ullah et al., "Light-DehazeNet: a novel
lightweight CNN architecture for single image dehazing", TIP 2021, is wider and deeper, same output.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import relu


class AODNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.e_conv1 = nn.Conv2d(3, 3, 1)
        self.e_conv2 = nn.Conv2d(3, 3, 3, padding=1)
        self.e_conv3 = nn.Conv2d(6, 3, 5, padding=2)
        self.e_conv4 = nn.Conv2d(6, 3, 7, padding=3)
        self.e_conv5 = nn.Conv2d(12, 3, 3, padding=1)

    def forward(self, hazy: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not below 0."""
        x1 = relu(self.e_conv1(hazy))
        x2 = relu(self.e_conv2(x1))
        x3 = relu(self.e_conv3(torch.cat((x1, x2), 1)))
        x4 = relu(self.e_conv4(torch.cat((x2, x3), 1)))
        k = relu(self.e_conv5(torch.cat((x1, x2, x3, x4), 1)))
        return relu(k * hazy - k + 1)


class LightDehazeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.e_conv_layer1 = nn.Conv2d(3, 8, 1)
        self.e_conv_layer2 = nn.Conv2d(8, 8, 3, padding=1)
        self.e_conv_layer3 = nn.Conv2d(8, 8, 5, padding=2)
        self.e_conv_layer4 = nn.Conv2d(16, 16, 7, padding=3)
        self.e_conv_layer5 = nn.Conv2d(16, 16, 3, padding=1)
        self.e_conv_layer6 = nn.Conv2d(16, 16, 3, padding=1)
        self.e_conv_layer7 = nn.Conv2d(32, 32, 3, padding=1)
        self.e_conv_layer8 = nn.Conv2d(56, 3, 3, padding=1)

    def forward(self, hazy: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] → (B, 3, H, W), not below 0."""
        x1 = relu(self.e_conv_layer1(hazy))
        x2 = relu(self.e_conv_layer2(x1))
        x3 = relu(self.e_conv_layer3(x2))
        x4 = relu(self.e_conv_layer4(torch.cat((x1, x3), 1)))
        x5 = relu(self.e_conv_layer5(x4))
        x6 = relu(self.e_conv_layer6(x5))
        x7 = relu(self.e_conv_layer7(torch.cat((x4, x6), 1)))
        k = relu(self.e_conv_layer8(torch.cat((x2, x5, x7), 1)))
        return relu(k * hazy - k + 1)
