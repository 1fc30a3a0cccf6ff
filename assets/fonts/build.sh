#!/bin/sh
# Builds the committed fonts of this folder from Debian 12 packages. Needed
# only when the choice of characters changes; takes about two minutes.
# Packages: fonts-noto-cjk fonts-hanazono python3-fonttools (installed), and
# texlive-lang-chinese unicode-data (unpacked, not installed).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && apt-get download texlive-lang-chinese unicode-data)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/x"; done

fandol_doc=$work/x/usr/share/doc/texlive-doc/fonts/fandol
noto=/usr/share/fonts/opentype/noto
/usr/bin/python3 cut.py \
	--sans "$noto/NotoSansCJK-Regular.ttc" \
	--serif "$noto/NotoSerifCJK-Regular.ttc" \
	--bold "$noto/NotoSerifCJK-Bold.ttc" \
	--hana /usr/share/fonts/truetype/hanazono/HanaMinB.ttf \
	--fang "$work/x/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf" \
	--unihan "$work/x/usr/share/unicode"

# FandolFang is a file beside the program and not part of it: it is under the GPL.
cp "$fandol_doc/README" fang/README
gzip -dc "$fandol_doc/COPYING.gz" >fang/COPYING

licence() { # licence FILE TAG prints one licence paragraph of a Debian copyright file
	awk -v tag="License: $2" '
		/^[A-Z][a-z]*: / { on = 0 }
		on { sub(/^ ?/, ""); if ($0 == ".") $0 = ""; print }
		$0 == tag && blank { on = 1 }
		{ blank = $0 == "" }' "$1"
}
licence /usr/share/doc/fonts-hanazono/copyright Hanazono-Font-License >LICENSE-hanazono
licence /usr/share/doc/fonts-noto-cjk/copyright SIL-1.1 >LICENSE-OFL

total=$(cat ui.otf song.otf title.otf rare.ttf | wc -c)
ls -l ui.otf song.otf title.otf rare.ttf
echo "embedded: $total bytes (budget 20000000)"
test "$total" -le 20000000
