#!/usr/bin/env python3
"""The benchmarked networks in plain PyTorch, timed: the peer of our training step and of our prediction.

ResNet-18/34/50, DenseNet-121 and Swin over volumes with concatenation head; architectures and names in state_dict are
MONAI's. Parameters and inputs follow the filling rule hilum-fill-1 (packages/graph/src/conformance/fill.ts).

    python3 torch_networks.py train-step --network densenet121 --size 64 --batch 2 --threads 2 --repeat 3
    python3 torch_networks.py predict --network swin --size 96 --batch 1
    python3 torch_networks.py --verify REFERENCE.json ...
    python3 torch_networks.py --about

Prints one JSON object. Needs torch and numpy, nothing else. Times leave out making the inputs; the first run is apart.
"""
import argparse
import json
import math
import re
import resource
import statistics
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

RADIOMICS = 10


# ---- filling rule hilum-fill-1: numbers that any language repeats bit for bit ----------------------------------------
def units(key, count):
    """The first numbers of a key, in [0, 1)."""
    start = 0x811C9DC5
    for byte in key.encode():
        start = (start ^ byte) * 0x01000193 & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(start)
    x = (x ^ x >> 16) * np.uint32(0x7FEB352D)
    x = (x ^ x >> 15) * np.uint32(0x846CA68B)
    return ((x ^ x >> 16) >> 8) / 2.0**24


def signed(key, count):
    return 2.0 * units(key, count) - 1.0


def filled_parameter(seed, name, shape):
    """Running statistics 0 and 1, weights of unit variance, norms near 1, biases near 0."""
    if name.endswith(("num_batches_tracked", "running_mean")):
        return np.zeros(shape)
    if name.endswith("running_var"):
        return np.ones(shape)
    s = signed(f"{seed}/{name}", int(np.prod(shape))).reshape(shape)
    if name.endswith("relative_position_bias_table"):
        return 0.5 * s
    if len(shape) >= 2:
        return math.sqrt(3.0 / np.prod(shape[1:])) * s
    return 1.0 + 0.1 * s if name.endswith(".weight") else 0.1 * s


def fill(model, seed):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(torch.from_numpy(filled_parameter(seed, name, tuple(tensor.shape))))


def filled_image(seed, sample, size):
    """A bright ball in lung beside a wall, with noise, windowed to [0, 1]."""
    key = f"{seed}/input/{sample}"
    centre = size * (0.5 + 0.15 * signed(f"{key}/centre", 3))
    radius = size * (0.15 + 0.1 * units(f"{key}/radius", 1)[0])
    wall = size * (0.8 + 0.15 * units(f"{key}/wall", 1)[0])
    at = np.arange(size, dtype=np.float64)
    z, y, x = np.meshgrid(*((at - c) * (at - c) for c in centre), indexing="ij", sparse=True)
    hu = -850 + 880 * np.clip(3 * (1 - ((z + y) + x) / (radius * radius)), 0, 1)
    hu[:, :, at > wall] = 40
    hu += 60 * signed(f"{key}/noise", size**3).reshape(hu.shape)
    return np.clip((hu + 1600) / 2000, 0, 1)


def filled_inputs(seed, size, batch):
    images = np.stack([filled_image(seed, sample, size)[None] for sample in range(batch)])
    radiomics = 1.5 * signed(f"{seed}/radiomics", batch * RADIOMICS).reshape(batch, RADIOMICS)
    return torch.from_numpy(images.astype(np.float32)), torch.from_numpy(radiomics.astype(np.float32))


# ---- heads -----------------------------------------------------------------------------------------------------------
class Network(nn.Module):
    """A backbone (`pooled`: images to [n, width]) with concatenation head; the backbone's names have no prefix."""

    classifier = "class_layers"

    def add_heads(self, width):
        out = nn.Linear(width + RADIOMICS, 2)
        setattr(self, self.classifier, out if self.classifier == "fc" else nn.Sequential(OrderedDict(out=out)))
        layers = OrderedDict(feature1=nn.Linear(width + RADIOMICS, 1024), feature2=nn.Linear(1024, 128))
        self.contrastive_features = nn.Sequential(layers)

    def fused(self, images, radiomics):
        return torch.cat((radiomics, self.pooled(images)), dim=1)

    def logits(self, images, radiomics):
        return getattr(self, self.classifier)(self.fused(images, radiomics))

    def forward(self, images, radiomics):
        fused = self.fused(images, radiomics)
        return getattr(self, self.classifier)(fused), self.contrastive_features(fused)


# ---- ResNet ----------------------------------------------------------------------------------------------------------
class ResNetBlock(nn.Module):
    def __init__(self, inputs, planes, stride, bottleneck):
        super().__init__()
        outputs = planes * 4 if bottleneck else planes
        # Channels in, channels out, kernel, stride.
        basic = [(inputs, planes, 3, stride), (planes, planes, 3, 1)]
        narrow = [(inputs, planes, 1, 1), (planes, planes, 3, stride), (planes, outputs, 1, 1)]
        self.count = len(narrow if bottleneck else basic)
        for i, (a, b, kernel, by) in enumerate(narrow if bottleneck else basic, 1):
            setattr(self, f"conv{i}", nn.Conv3d(a, b, kernel, by, kernel // 2, bias=False))
            setattr(self, f"bn{i}", nn.BatchNorm3d(b))
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv3d(inputs, outputs, 1, stride), nn.BatchNorm3d(outputs))

    def forward(self, x):
        y = x
        for i in range(1, self.count + 1):
            y = getattr(self, f"bn{i}")(getattr(self, f"conv{i}")(y))
            if i < self.count:
                y = F.relu_(y)
        y += x if self.downsample is None else self.downsample(x)
        return F.relu_(y)


class ResNet(Network):
    classifier = "fc"

    def __init__(self, blocks, bottleneck=False, stem_stride=1):
        super().__init__()
        self.conv1 = nn.Conv3d(1, 64, 7, stem_stride, 3, bias=False)
        self.bn1 = nn.BatchNorm3d(64)
        width = 64
        for i, (planes, count) in enumerate(zip((64, 128, 256, 512), blocks)):
            layer = nn.Sequential()
            for block in range(count):
                stride = 2 if i > 0 and block == 0 else 1
                layer.append(ResNetBlock(width, planes, stride, bottleneck))
                width = planes * 4 if bottleneck else planes
            setattr(self, f"layer{i + 1}", layer)
        self.add_heads(width)

    def pooled(self, images):
        x = F.max_pool3d(F.relu_(self.bn1(self.conv1(images))), 3, 2, 1)
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3, 4))


# ---- DenseNet --------------------------------------------------------------------------------------------------------
class DenseLayer(nn.Module):
    """Adds 32 channels to those that it sees."""

    def __init__(self, inputs):
        super().__init__()
        layers = OrderedDict(norm1=nn.BatchNorm3d(inputs), relu1=nn.ReLU(True))
        layers.update(conv1=nn.Conv3d(inputs, 128, 1, bias=False), norm2=nn.BatchNorm3d(128), relu2=nn.ReLU(True))
        layers.update(conv2=nn.Conv3d(128, 32, 3, padding=1, bias=False))
        self.layers = nn.Sequential(layers)

    def forward(self, x):
        return torch.cat((x, self.layers(x)), dim=1)


class DenseNet(Network):
    def __init__(self, blocks=(6, 12, 24, 16)):
        super().__init__()
        layers = OrderedDict(conv0=nn.Conv3d(1, 64, 7, 2, 3, bias=False), norm0=nn.BatchNorm3d(64))
        layers.update(relu0=nn.ReLU(True), pool0=nn.MaxPool3d(3, 2, 1))
        width = 64
        for i, count in enumerate(blocks, 1):
            block = OrderedDict((f"denselayer{k + 1}", DenseLayer(width + 32 * k)) for k in range(count))
            layers[f"denseblock{i}"] = nn.Sequential(block)
            width += 32 * count
            if i == len(blocks):
                break
            transition = OrderedDict(norm=nn.BatchNorm3d(width), relu=nn.ReLU(True))
            transition.update(conv=nn.Conv3d(width, width // 2, 1, bias=False), pool=nn.AvgPool3d(2, 2))
            layers[f"transition{i}"] = nn.Sequential(transition)
            width //= 2
        layers["norm5"] = nn.BatchNorm3d(width)
        self.features = nn.Sequential(layers)
        self.add_heads(width)

    def pooled(self, images):
        return F.relu_(self.features(images)).mean((2, 3, 4))


# ---- Swin ------------------------------------------------------------------------------------------------------------
def windows_of(x, window):
    """[n, d, h, w, c] to [n * windows, tokens, c]"""
    n, d, h, w, c = x.shape
    a, b, e = window
    x = x.view(n, d // a, a, h // b, b, w // e, e, c)
    return x.permute(0, 1, 3, 5, 2, 4, 6, 7).reshape(-1, a * b * e, c)


def grid_of(windows, window, shape):
    """The reverse: [n * windows, tokens, c] to [n, d, h, w, c]"""
    n, d, h, w, c = shape
    a, b, e = window
    x = windows.view(n, d // a, h // b, w // e, a, b, e, c)
    return x.permute(0, 1, 4, 2, 5, 3, 6, 7).reshape(n, d, h, w, c)


def position_index(size):
    """Row of the bias table for each pair of tokens of a whole window."""
    place = torch.stack(torch.meshgrid(*[torch.arange(size)] * 3, indexing="ij")).flatten(1)
    offset = place[:, :, None] - place[:, None, :] + size - 1
    span = 2 * size - 1
    return (offset[0] * span + offset[1]) * span + offset[2]


class WindowAttention(nn.Module):
    def __init__(self, width, heads, size=7):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * size - 1) ** 3, heads))
        self.register_buffer("index", position_index(size), persistent=False)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x, mask):
        count, tokens, width = x.shape
        q, k, v = self.qkv(x).view(count, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        # MONAI cuts the whole window's index where a window is smaller.
        bias = self.relative_position_bias_table[self.index[:tokens, :tokens].flatten()]
        logits = (q * self.scale) @ k.transpose(-2, -1) + bias.view(tokens, tokens, -1).permute(2, 0, 1)
        if mask is not None:
            logits = (logits.view(-1, len(mask), self.heads, tokens, tokens) + mask[:, None]).view_as(logits)
        return self.proj((logits.softmax(-1) @ v).transpose(1, 2).reshape(count, tokens, width))


class SwinBlock(nn.Module):
    def __init__(self, width, heads, shifted, size=7):
        super().__init__()
        self.shifted, self.size, self.masks = shifted, size, {}
        self.norm1 = nn.LayerNorm(width)
        self.attn = WindowAttention(width, heads, size)
        self.norm2 = nn.LayerNorm(width)
        layers = OrderedDict(linear1=nn.Linear(width, 4 * width), gelu=nn.GELU(), linear2=nn.Linear(4 * width, width))
        self.mlp = nn.Sequential(layers)

    def mask(self, padded, window, shift):
        """-100 between tokens that only the shift brought together; made once for each size."""
        if padded not in self.masks:
            region = torch.zeros(1, *padded, 1)
            for axis, (length, w, s) in enumerate(zip(padded, window, shift), 1):
                along = torch.zeros(length)
                if s:
                    along[length - w : length - s], along[length - s :] = 1, 2
                region = 3 * region + along.view([-1 if i == axis else 1 for i in range(5)])
            region = windows_of(region, window).squeeze(-1)
            self.masks[padded] = torch.where(region[:, None, :] == region[:, :, None], 0.0, -100.0)
        return self.masks[padded]

    def attend(self, x):
        grid = x.shape[1:4]
        window = tuple(min(self.size, length) for length in grid)
        shift = tuple(self.size // 2 if self.shifted and length > self.size else 0 for length in grid)
        missing = [-length % w for length, w in zip(grid, window)]
        x = F.pad(self.norm1(x), (0, 0, 0, missing[2], 0, missing[1], 0, missing[0]))
        shape, mask = x.shape, None
        if any(shift):
            x = torch.roll(x, [-s for s in shift], (1, 2, 3))
            mask = self.mask(tuple(shape[1:4]), window, shift)
        x = grid_of(self.attn(windows_of(x, window), mask), window, shape)
        if any(shift):
            x = torch.roll(x, shift, (1, 2, 3))
        return x[:, : grid[0], : grid[1], : grid[2]]

    def forward(self, x):
        x = x + self.attend(x)
        return x + self.mlp(self.norm2(x))


class PatchMerging(nn.Module):
    """Half the resolution, twice the width; in MONAI 0.8 to 1.4's order, which repeats two of the eight neighbours."""

    neighbours = ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 0), (0, 0, 1), (1, 1, 1))

    def __init__(self, width):
        super().__init__()
        self.reduction = nn.Linear(8 * width, 2 * width, bias=False)
        self.norm = nn.LayerNorm(8 * width)

    def forward(self, x):
        x = F.pad(x, (0, 0, 0, x.shape[3] % 2, 0, x.shape[2] % 2, 0, x.shape[1] % 2))
        parts = [x[:, k::2, j::2, i::2] for k, j, i in self.neighbours]
        return self.reduction(self.norm(torch.cat(parts, -1)))


class SwinStage(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.blocks = nn.ModuleList(SwinBlock(width, heads, shifted) for shifted in (False, True))
        self.downsample = PatchMerging(width)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.downsample(x)


class SwinTransformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch_embed = nn.Sequential(OrderedDict(proj=nn.Conv3d(1, 48, 2, 2)))
        for stage, heads in enumerate((3, 6, 12, 24)):
            setattr(self, f"layers{stage + 1}", nn.Sequential(SwinStage(48 * 2**stage, heads)))

    def forward(self, images):
        even = F.pad(images, [odd for length in images.shape[:1:-1] for odd in (0, length % 2)])
        x = self.patch_embed(even).permute(0, 2, 3, 4, 1)
        return self.layers4(self.layers3(self.layers2(self.layers1(x))))


class Swin(Network):
    def __init__(self):
        super().__init__()
        self.swinViT = SwinTransformer()
        self.add_heads(768)

    def pooled(self, images):
        hidden = self.swinViT(images)
        return F.relu(F.layer_norm(hidden, hidden.shape[-1:])).mean((1, 2, 3))


NETWORKS = {
    "resnet18": lambda stride: ResNet((2, 2, 2, 2), stem_stride=stride),
    "resnet34": lambda stride: ResNet((3, 4, 6, 3), stem_stride=stride),
    "resnet50": lambda stride: ResNet((3, 4, 6, 3), bottleneck=True, stem_stride=stride),
    "densenet121": lambda stride: DenseNet(),
    "swin": lambda stride: Swin(),
}


# ---- losses and tasks ------------------------------------------------------------------------------------------------
def nt_xent(embedding, labels, temperature=0.05):
    """Mean over ordered pairs (a, p) of one class of log(1 + sum over other classes exp(s(a, n) - s(a, p)))."""
    unit = F.normalize(embedding, dim=1)
    s = unit @ unit.T / temperature
    other = labels[:, None] != labels[None, :]
    pairs = ~other & ~torch.eye(len(labels), dtype=torch.bool)
    if not pairs.any() or not other.any():
        return embedding.sum() * 0.0
    negatives = s.masked_fill(~other, -math.inf).logsumexp(1, keepdim=True)
    return F.softplus(negatives - s)[pairs].mean()


def training(model, images, radiomics):
    """One training step; returns what the report says of the last one."""
    labels = torch.arange(len(images)) % 2
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.99))
    model.train()

    def step():
        optimiser.zero_grad()
        logits, embedding = model(images, radiomics)
        loss = F.cross_entropy(logits, labels) + nt_xent(embedding, labels)
        loss.backward()
        optimiser.step()
        return {"lastLoss": loss.item()}

    return step


def prediction(model, images, radiomics):
    model.eval()

    @torch.no_grad()
    def step():
        return {"logits": model.logits(images, radiomics).flatten().tolist()}

    return step


def timed(step, repeat):
    seconds, last = [], {}
    for _ in range(repeat + 1):
        start = time.perf_counter()
        last = step()
        seconds.append(time.perf_counter() - start)
    first, *later = seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"first": first, "min": min(later), "median": statistics.median(later), "peakRssMiB": peak, **last}


# ---- comparison with references --------------------------------------------------------------------------------------
def farthest(got, expected):
    return float((got.double() - torch.tensor(expected, dtype=torch.float64)).abs().max())


def verify_training(reference):
    """State, eval and train logits and losses against a reference file at full width with concatenation head."""
    case = reference["case"]
    if case["fusion"] != "cat_only" or "narrow" in case:
        sys.exit("Only NETWORK-cat_only.json (full width, concatenation head) and paper-size.json can be verified.")
    model = NETWORKS[case["network"]](1)
    fill(model, case["seed"])
    images, radiomics = filled_inputs(case["seed"], case["size"][0], case["batch"])
    labels = torch.tensor(case["labels"])
    with torch.no_grad():
        evaluated = model.eval().logits(images, radiomics)
        logits, embedding = model.train()(images, radiomics)
    train = reference["train"]
    # The auxiliary heads take no part; the index follows from the window.
    left_out = re.compile(r"^fc[1-4]\.|relative_position_index$")
    known = {row["name"]: row["shape"] for row in reference["state"] if not left_out.search(row["name"])}
    # Tolerances of reference/nn/README.md, absolute.
    tolerances = {"evalLogits": 1e-5, "trainLogits": 1e-4, "ce": 5e-5, "ntxent": 1e-4}
    if case["network"] == "resnet50":
        tolerances.update(trainLogits=1e-3, ntxent=3e-4)
    found = {
        "evalLogits": farthest(evaluated, reference["eval"]["logits"]),
        "trainLogits": farthest(logits, train["logits"]),
        "ce": abs(F.cross_entropy(logits, labels).item() - train["ce"]),
        "ntxent": abs(nt_xent(embedding, labels).item() - train["ntxent"]),
    }
    same_state = known == {name: list(tensor.shape) for name, tensor in model.state_dict().items()}
    ok = same_state and all(found[name] <= tolerances[name] for name in found)
    return [{"network": case["network"], **found, "sameState": same_state, "ok": ok}]


def verify_paper_size(reference):
    """Eval logits of all networks at the paper's size."""
    rows = []
    for name, expected in reference["networks"].items():
        model = NETWORKS[name](1).eval()
        fill(model, reference["seed"])
        with torch.no_grad():
            logits = model.logits(*filled_inputs(reference["seed"], reference["size"][0], reference["batch"]))
        difference = farthest(logits, expected["logits"])
        rows.append({"network": name, "evalLogits": difference, "ok": difference <= 1e-5})
    return rows


def verify(paths):
    rows = []
    for path in paths:
        with open(path) as file:
            reference = json.load(file)
        rows += verify_paper_size(reference) if "networks" in reference else verify_training(reference)
    for row in rows:
        print(json.dumps(row))
    return 0 if all(row["ok"] for row in rows) else 1


# ---- versions --------------------------------------------------------------------------------------------------------
BLAS = {"openblas": "OpenBLAS", "libmkl": "MKL", "libblis": "BLIS", "/libblas.so": "reference BLAS"}


def about():
    """Versions of PyTorch and of the BLAS behind its matrix products: attention and 1x1x1 convolutions live on it."""
    loaded = Path("/proc/self/maps").read_text() if sys.platform == "linux" else ""
    built = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
    blas = next((name for part, name in BLAS.items() if part in loaded), built[1] if built else "unknown BLAS")
    return {"torch": torch.__version__, "blas": blas}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("task", nargs="?", choices=("train-step", "predict"), default="train-step")
    parser.add_argument("--network", choices=NETWORKS, default="resnet18")
    parser.add_argument("--stem-stride", type=int, choices=(1, 2), default=1)
    parser.add_argument("--size", type=int, default=32, help="edge of the cubic images")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3, help="timed runs after the first")
    parser.add_argument("--seed", default="A")
    parser.add_argument("--verify", nargs="+", metavar="REFERENCE.json", help="compare with reference files instead")
    parser.add_argument("--about", action="store_true", help="print the versions instead")
    args = parser.parse_args()
    if args.about:
        print(json.dumps(about()))
        return 0
    torch.set_num_threads(args.threads)
    if args.verify:
        return verify(args.verify)
    model = NETWORKS[args.network](args.stem_stride)
    fill(model, args.seed)
    task = training if args.task == "train-step" else prediction
    step = task(model, *filled_inputs(args.seed, args.size, args.batch))
    print(json.dumps(timed(step, args.repeat)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
