#!/usr/bin/env python3
"""Makes the samples of this folder again: speech with espeak-ng, drawn pictures, a tune.

    make_samples.py [FOLDER]

Needs espeak-ng and the Python packages numpy, pillow, soundfile and soxr. The results are committed; the build does not run this.
"""
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np
import soundfile
import soxr
from PIL import Image, ImageDraw

# Language: voice, words a minute, pause between words in 10 ms, sentences. Chosen so that small recognisers follow them.
SPOKEN = {
    "en": ("en-us", 140, 0, "The quick train leaves the station at half past eight. Please take your umbrella, because it will rain "
                            "in the afternoon."),
    "de": ("de+m3", 130, 0, "Guten Tag. Ich möchte gerne eine Tasse Kaffee und ein Stück Kuchen. Vielen Dank."),
    "fr": ("fr-fr", 125, 4, "Bonjour. Je m'appelle Marie. Je voudrais un café et un croissant. Merci beaucoup."),
    "es": ("es+f2", 120, 3, "Buenos días. Me llamo Ana. Quisiera un café con leche, por favor. Muchas gracias."),
}


def speech(folder):
    for language, (voice, speed, pause, text) in SPOKEN.items():
        with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
            subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-g", str(pause), "-w", wav.name, text], check=True)
            sound, rate = soundfile.read(wav.name, dtype="float64")
        sound = soxr.resample(sound, rate, 16000)
        sound = np.concatenate([np.zeros(3200), sound * 0.7 / np.abs(sound).max(), np.zeros(4800)])
        soundfile.write(folder / f"{language}.flac", sound, 16000, subtype="PCM_16")
        (folder / f"{language}.txt").write_text(text + "\n", encoding="utf-8")


class Drawing:
    """Draws at four times the size and scales down, which smooths every edge."""

    def __init__(self, width, height, top, bottom):
        self.k, self.size = 4, (width, height)
        column = Image.new("RGB", (1, height * self.k))
        for y in range(height * self.k):
            t = y / (height * self.k - 1)
            column.putpixel((0, y), tuple(round(a + (b - a) * t) for a, b in zip(top, bottom)))
        self.image = column.resize((width * self.k, height * self.k))
        self.draw = ImageDraw.Draw(self.image)

    def at(self, *points):
        return [(x * self.k, y * self.k) for x, y in points]

    def polygon(self, colour, *points):
        self.draw.polygon(self.at(*points), fill=colour)

    def line(self, colour, width, *points):
        self.draw.line(self.at(*points), fill=colour, width=round(width * self.k), joint="curve")
        for x, y in self.at(points[0], points[-1]):
            r = width * self.k / 2
            self.draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)

    def disc(self, colour, x, y, rx, ry=None):
        ry = rx if ry is None else ry
        self.draw.ellipse([v * self.k for v in (x - rx, y - ry, x + rx, y + ry)], fill=colour)

    def ring(self, colour, x, y, r, width):
        self.draw.ellipse([v * self.k for v in (x - r, y - r, x + r, y + r)], outline=colour, width=round(width * self.k))

    def arc(self, colour, x, y, rx, ry, start, end, width):
        self.draw.arc([v * self.k for v in (x - rx, y - ry, x + rx, y + ry)], start, end, fill=colour,
                      width=round(width * self.k))

    def finish(self):
        return self.image.resize(self.size, Image.Resampling.LANCZOS)


def bicycle():
    d = Drawing(640, 480, (236, 244, 250), (214, 228, 238))
    d.polygon((196, 203, 196), (0, 400), (640, 400), (640, 480), (0, 480))
    tyre, red, steel = (40, 44, 52), (208, 32, 38), (110, 116, 124)
    for x in (180, 460):
        for spoke in range(14):
            a = math.pi * spoke / 7
            d.line((160, 166, 174), 1.2, (x, 305), (x + 88 * math.cos(a), 305 + 88 * math.sin(a)))
        d.ring(tyre, x, 305, 98, 11)
        d.disc(steel, x, 305, 9)
    d.line(red, 11, (180, 305), (260, 175), (410, 175), (300, 310), (180, 305))
    d.line(red, 11, (248, 150), (300, 310))
    d.line(red, 11, (400, 140), (460, 305))
    d.line(tyre, 9, (400, 140), (392, 118), (432, 110), (452, 124))
    d.line(tyre, 16, (226, 146), (276, 142))
    d.ring(steel, 300, 310, 27, 6)
    d.line(steel, 6, (300, 310), (322, 350))
    d.line(tyre, 9, (308, 352), (338, 350))
    return d.finish()


def house():
    d = Drawing(640, 480, (112, 182, 238), (214, 236, 250))
    for ray in range(12):
        a = math.pi * ray / 6
        d.line((255, 214, 64), 6, (530 + 62 * math.cos(a), 96 + 62 * math.sin(a)), (530 + 88 * math.cos(a), 96 + 88 * math.sin(a)))
    d.disc((255, 205, 40), 530, 96, 50)
    for x, y, r in ((110, 100, 30), (146, 88, 38), (188, 104, 28)):
        d.disc((255, 255, 255), x, y, r, r * 0.75)
    d.disc((104, 174, 84), 180, 520, 420, 170)
    d.disc((86, 156, 70), 520, 540, 380, 170)
    d.polygon((240, 214, 170), (200, 230), (430, 230), (430, 400), (200, 400))
    d.polygon((150, 60, 44), (375, 120), (405, 120), (405, 190), (375, 165))
    d.polygon((178, 66, 48), (172, 236), (315, 118), (458, 236))
    d.polygon((112, 70, 40), (290, 310), (340, 310), (340, 400), (290, 400))
    d.disc((240, 200, 80), 331, 358, 4)
    for x in (222, 364):
        d.polygon((255, 255, 255), (x, 270), (x + 46, 270), (x + 46, 318), (x, 318))
        d.polygon((120, 180, 220), (x + 4, 274), (x + 42, 274), (x + 42, 314), (x + 4, 314))
        d.line((255, 255, 255), 3, (x + 23, 272), (x + 23, 316))
        d.line((255, 255, 255), 3, (x + 2, 294), (x + 44, 294))
    d.polygon((112, 76, 46), (532, 300), (552, 300), (556, 412), (528, 412))
    for x, y, r in ((542, 250, 56), (508, 282, 36), (578, 280, 36)):
        d.disc((48, 122, 58), x, y, r)
    return d.finish()


def cat():
    d = Drawing(480, 480, (250, 240, 222), (244, 222, 190))
    orange, dark, pink = (234, 146, 62), (190, 104, 34), (244, 160, 160)
    for s in (-1, 1):
        d.polygon(orange, (240 + s * 150, 90), (240 + s * 40, 150), (240 + s * 150, 230))
        d.polygon(pink, (240 + s * 136, 122), (240 + s * 76, 156), (240 + s * 134, 204))
    d.disc(orange, 240, 260, 165, 145)
    for x, top in ((240, 176), (205, 168), (275, 168)):
        d.polygon(dark, (x - 9, 124), (x + 9, 124), (x, top))
    for s in (-1, 1):
        for dy in (-16, 16):
            d.polygon(dark, (240 + s * 163, 268 + dy - 7), (240 + s * 163, 268 + dy + 7), (240 + s * 118, 268 + dy))
        d.disc((252, 252, 240), 240 + s * 66, 236, 36, 32)
        d.disc((92, 160, 70), 240 + s * 66, 236, 26, 27)
        d.disc((24, 24, 24), 240 + s * 66, 236, 9, 24)
        d.disc((255, 255, 255), 240 + s * 66 + 8, 226, 6)
    d.disc((252, 236, 214), 206, 318, 44, 38)
    d.disc((252, 236, 214), 274, 318, 44, 38)
    d.polygon(pink, (220, 284), (260, 284), (240, 308))
    d.line((96, 60, 40), 3.5, (240, 308), (240, 324))
    d.arc((96, 60, 40), 221, 324, 19, 15, 0, 170, 4)
    d.arc((96, 60, 40), 259, 324, 19, 15, 10, 180, 4)
    for s in (-1, 1):
        for dy, ey in ((0, -18), (12, 4), (24, 28)):
            d.line((120, 90, 70), 2, (240 + s * 60, 306 + dy), (240 + s * 190, 306 + ey))
    return d.finish()


def tune(path):
    """Eight bars in G major, written for this folder: melody above, two notes of harmony below."""
    tempo, ticks = 96, 480
    melody = [(67, 1), (71, 1), (74, 1), (71, 1), (76, 1.5), (74, .5), (71, 2), (72, 1), (76, 1), (74, .5), (72, .5), (71, 1),
              (69, 3), (None, 1), (67, 1), (71, 1), (74, 1), (79, 1), (78, 1.5), (76, .5), (74, 2), (76, 1), (72, 1), (71, .5),
              (69, .5), (66, 1), (67, 4)]
    harmony = [(43, 59), (48, 60), (48, 64), (50, 60), (43, 59), (47, 62), (48, 57), (43, 59)]
    events, now = [], 0.0
    for pitch, beats in melody:
        if pitch is not None:
            events += [(now, 1, pitch, 84), (now + beats * 0.95, 0, pitch, 0)]
        now += beats
    for bar, notes in enumerate(harmony):
        for pitch in notes:
            events += [(bar * 4, 1, pitch, 62), (bar * 4 + 3.8, 0, pitch, 0)]
    track, last = bytearray(b"\x00\xff\x51\x03" + (60_000_000 // tempo).to_bytes(3, "big")), 0
    for beat, on, pitch, velocity in sorted(events):
        tick = round(beat * ticks)
        delta, last = tick - last, tick
        length = [delta & 127]
        while delta := delta >> 7:
            length.insert(0, delta & 127 | 128)
        track += bytes(length) + bytes([0x90 if on else 0x80, pitch, velocity])
    track += b"\x00\xff\x2f\x00"
    path.write_bytes(b"MThd" + struct.pack(">IHHH", 6, 0, 1, ticks) + b"MTrk" + struct.pack(">I", len(track)) + bytes(track))


def main(folder):
    for name in ("speech", "pictures", "music"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    speech(folder / "speech")
    bicycle().save(folder / "pictures/red-bicycle.jpg", quality=88)
    house().save(folder / "pictures/house-and-sun.png", optimize=True)
    cat().save(folder / "pictures/cat.png", optimize=True)
    tune(folder / "music/tune.mid")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent)
