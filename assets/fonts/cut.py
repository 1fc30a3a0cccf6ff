"""Cuts the fonts; run by build.sh.

Embedded in the program:
ui.otf     Noto Sans CJK SC Regular: the screen and the Sans role on paper
song.otf   Noto Serif CJK SC Regular: Song, digits and Latin on paper
title.otf  Noto Serif CJK SC Bold: titles
rare.ttf   HanaMinB: characters of the resident-ID system Noto has not, and
           HanaMinA: marks it has not

Files beside it:
beside/FandolFang.ttf  FandolFang: GB 2312, with TrueType outlines instead of its CFF ones
beside/WoshouKai.ttf   LXGW WenKai: the characters of general use
"""

import argparse
import bz2
import os

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SC = 2  # the Simplified Chinese face in Noto's collections


def span(first, last):
    return set(range(first, last + 1))


def gb2312():
    """The 7445 characters of GB 2312."""
    found = set()
    for code in range(0x80, 0x10000):
        try:
            if len(chr(code).encode("gb2312")) == 2:
                found.add(code)
        except UnicodeEncodeError:
            pass
    return found


def unihan(folder, file, field):
    """Yields (code point, value) of one Unihan field."""
    with bz2.open(os.path.join(folder, file), "rt", encoding="utf-8") as lines:
        for line in lines:
            parts = line.rstrip("\n").split("\t")
            if len(parts) == 3 and parts[1] == field:
                yield int(parts[0][2:], 16), parts[2]


def general_use(folder):
    """The Table of General Standard Chinese Characters: code point -> 1..8105."""
    table = {}
    for code, value in unihan(folder, "Unihan_OtherMappings.txt.bz2", "kTGH"):
        table[code] = min(int(v.split(":")[1]) for v in value.split())
    return table


def id_system(folder):
    """Characters the ministry of public security and the county gazetteers brought in."""
    return {
        code
        for code, value in unihan(folder, "Unihan_IRGSources.txt.bz2", "kIRG_GSource")
        if value.startswith(("GIDC", "GPGLG", "GLGYJ"))
    }


def cut(path, number, unicodes):
    options = subset.Options()
    options.font_number = number
    options.layout_features = []
    options.hinting = False
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "vmtx", "vhea", "VORG", "BASE", "DSIG"]
    font = subset.load_font(path, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    return font, options


def rename(font, family):
    """Gives the cut font a name of its own: the licences reserve the originals'."""
    postscript = family.replace(" ", "") + "-Regular"
    for name, text in ((1, family), (2, "Regular"), (3, postscript), (4, family), (5, "1.0"), (6, postscript)):
        font["name"].setName(text, name, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = postscript
        top = cff[0]
        top.FullName = top.FamilyName = family


def graft(font, donor, unicodes):
    """Copies glyphs of a font of the same foundry, em and kind of outlines."""
    names = donor.getBestCmap()
    for code in sorted(unicodes):
        name = names[code]
        font["glyf"][name] = donor["glyf"][name]
        font["hmtx"][name] = donor["hmtx"][name]
        for table in font["cmap"].tables:
            table.cmap[code] = name
    font.setGlyphOrder(font["glyf"].glyphOrder)


def full_cells(font):
    """Chinese paper sets the dash and the middle dot in a full cell: two dashes
    join like U+2500, the dot of 阿依古丽·买买提 stands like U+30FB."""
    for table in font["cmap"].tables:
        for code, like in ((0x2014, 0x2500), (0xB7, 0x30FB)):
            if code in table.cmap and like in table.cmap:
                table.cmap[code] = table.cmap[like]


def to_glyf(font):
    """Turns CFF outlines into TrueType ones, no further than a unit away."""
    font.recalcBBoxes = True
    order = font.getGlyphOrder()
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, 1.0))  # they turn clockwise already
        glyphs[name] = pen.glyph()
    del font["CFF "]
    if "VORG" in font:
        del font["VORG"]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
                  "SizeOfInstructions", "ComponentElements"):
        setattr(maxp, "max" + field, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"


def write(font, options, family, path):
    rename(font, family)
    full_cells(font)
    subset.save_font(font, path, options)
    print(path, len(TTFont(path, lazy=True).getBestCmap()), "characters")


def main():
    parser = argparse.ArgumentParser()
    for name in ("sans", "serif", "bold", "hana-a", "hana-b", "kai", "fang", "unihan"):
        parser.add_argument("--" + name, required=True)
    args = parser.parse_args()

    table = general_use(args.unihan)
    assert len(set(table.values())) == 8105, len(table)
    marks = span(0x20, 0x17F) | span(0x2000, 0x33FF) | span(0xFE30, 0xFE4F) | span(0xFF00, 0xFFEF)
    unified = {0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29}

    # No Hangul syllables on the screen: 1.1 MB for text a Chinese room does not write.
    ui = span(0x20, 0xABFF) - span(0x1100, 0x11FF) | span(0xF900, 0xFFFD) | span(0x10000, 0x3FFFF)
    write(*cut(args.sans, SC, ui), "Woshou Sans", "ui.otf")

    song = marks | gb2312() | set(table) | span(0x3400, 0x4DBF) | span(0x4E00, 0x9FFF) | unified | span(0x20000, 0x3FFFF)
    write(*cut(args.serif, SC, song), "Woshou Song", "song.otf")

    # Levels 1 and 2 of the table: 6500 characters.
    title = {code for code, place in table.items() if place <= 6500}
    title |= span(0x20, 0x7E) | {0xB7, 0x30FB, 0x2500, 0x3007}
    title |= set(map(ord, "“”‘’…—№①②③④⑤⑥⑦⑧⑨⑩、。，；：？！（）《》〈〉【】〔〕［］％＋－／０１２３４５６７８９"))
    write(*cut(args.bold, SC, title), "Woshou Title", "title.otf")

    have = set(TTFont("song.otf", lazy=True).getBestCmap()) | set(TTFont("ui.otf", lazy=True).getBestCmap())
    boxes = set(map(ord, "☐☑☒✗≒")) - have
    font, options = cut(args.hana_b, -1, id_system(args.unihan) - have)
    graft(font, cut(args.hana_a, -1, boxes)[0], boxes)
    write(font, options, "Woshou Rare", "rare.ttf")

    # Beyond GB 2312 it is wrong: it draws 餘 as 余, 幹 as 干, 醜 as 丑; and ￥ as a dollar.
    font, options = cut(args.fang, -1, span(0x20, 0x7E) | gb2312() - {ord("￥")})
    to_glyf(font)
    os.makedirs("beside", exist_ok=True)
    write(font, options, "Fandol Fang", "beside/FandolFang.ttf")

    # With them what only this font has: accents to combine, and the end of two blocks.
    kai = set(table) | span(0x300, 0x36F) | span(0x3000, 0x303F) | span(0x4DB6, 0x4DBF) | span(0x9FF0, 0x9FFF) | span(0xFF00, 0xFF5E)
    write(*cut(args.kai, -1, kai), "Woshou Kai", "beside/WoshouKai.ttf")

    have |= set(TTFont("rare.ttf", lazy=True).getBestCmap())
    missing = (gb2312() | set(table) | set(map(ord, "𬭎𫖯䶮𤧛𨱔𠮷𡠹㛃☐☑☒≒"))) - have
    assert not missing, sorted(map(hex, missing))
    with open("testdata/general.txt", "w", encoding="utf-8") as out:
        out.write("# Table of General Standard Chinese Characters (2013), from Unihan kTGH\n")
        text = "".join(map(chr, sorted(table, key=lambda code: (table[code], code))))
        for i in range(0, len(text), 50):
            out.write(text[i : i + 50] + "\n")


main()
