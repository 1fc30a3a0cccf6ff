#!/bin/sh
# Builds the committed fonts of this folder from Debian 12 packages. Needed
# only when the choice of characters changes; takes about two minutes. The
# packages are unpacked, not installed; python3 must be there.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && apt-get download fonts-noto-cjk fonts-hanazono fonts-lxgw-wenkai \
	texlive-lang-chinese unicode-data python3-fonttools)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/x"; done

share=$work/x/usr/share
PYTHONPATH=$work/x/usr/lib/python3/dist-packages /usr/bin/python3 cut.py \
	--sans "$share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" \
	--serif "$share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc" \
	--bold "$share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc" \
	--hana-a "$share/fonts/truetype/hanazono/HanaMinA.ttf" \
	--hana-b "$share/fonts/truetype/hanazono/HanaMinB.ttf" \
	--kai "$share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf" \
	--fang "$share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf" \
	--unihan "$share/unicode"

# FandolFang is a file beside the program and not part of it: it is under the GPL.
fandol_doc=$share/doc/texlive-doc/fonts/fandol
cp "$fandol_doc/README" beside/README-FandolFang
gzip -dc "$fandol_doc/COPYING.gz" >beside/COPYING-FandolFang

licence() { # licence FILE TAG prints one licence paragraph of a Debian copyright file
	awk -v tag="License: $2" '
		/^[A-Z][a-z]*: / { on = 0 }
		on { sub(/^ ?/, ""); if ($0 == ".") $0 = ""; print }
		$0 == tag && blank { on = 1 }
		{ blank = $0 == "" }' "$1"
}
licence "$share/doc/fonts-hanazono/copyright" Hanazono-Font-License >LICENSE-hanazono
licence "$share/doc/fonts-noto-cjk/copyright" SIL-1.1 >LICENSE-OFL

total=$(cat ui.otf song.otf title.otf rare.ttf | wc -c)
ls -l ui.otf song.otf title.otf rare.ttf beside/*.ttf
echo "embedded: $total bytes (budget 20000000)"
test "$total" -lt 20000000
