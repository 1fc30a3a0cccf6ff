package data

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func told(text string) string {
	var out []string
	for _, f := range amountsIn(passage{text: text}) {
		out = append(out, strings.TrimPrefix(f.Code, "finding.capitals_")+" "+strings.Join(f.Args, " "))
	}
	return strings.Join(out, "|")
}

func TestAmountsIn(t *testing.T) {
	for text, want := range map[string]string{
		// the same amount, in the ways people write it
		"人民币捌佰元整（800.00元）":         "",
		"捌佰元整(￥800)":               "",
		"人民币（大写）：捌佰元整（￥800.00）":    "",
		"捌佰元整（小写：８００．００元）":         "",
		"捌佰 元整 （ ¥ 800 ）":          "",
		"800元（大写：捌佰元整）":            "",
		"800.00元（人民币捌佰元整）":         "",
		"人民币800（捌佰）元":              "",
		"捌佰（800）元":                 "",
		"大写：玖仟元整，小写：0.9万元":         "",
		"玖仟元整即9000元":               "",
		"壹万捌仟陆佰元整（１８，６００．００元）":     "",
		"壹万捌仟陆佰元整（1万8千6百元）":        "",
		"壹万伍仟陆佰元整（15 600元）":        "",
		"八百元（800元）":                "",
		"两万零五百元（20500元）":           "",
		"贰万肆仟叁佰壹拾陆元捌角整（24316.80元）": "",
		"壹佰圆正（100元）":               "",
		"伍角整（0.50元）":               "",
		"小写：￥800元，大写：捌佰元整；小写：￥900元，大写：玖佰元整": "",
		"大写：捌佰元整，小写：￥800元；大写：玖佰元整，小写：￥900元": "",
		"壹亿零壹万元整（10001万元）":                  "",
		// different amounts
		"人民币捌佰元整（900.00元）":     "differ 捌佰元整 800.00 900.00元 900.00",
		"捌佰元整(￥80)":            "differ 捌佰元整 800.00 ¥80 80.00",
		"捌佰元整（小写：８，０００元）":      "differ 捌佰元整 800.00 8,000元 8,000.00",
		"900元（大写：捌佰元整）":        "differ 捌佰元整 800.00 900元 900.00",
		"900（捌佰）元":             "differ 捌佰 800.00 900 900.00",
		"捌佰（900）元":             "differ 捌佰 800.00 900 900.00",
		"玖佰元整（0.9万元）":          "differ 玖佰元整 900.00 0.9万元 9,000.00",
		"大写捌佰元整，小写900元":        "differ 捌佰元整 800.00 900元 900.00",
		"小写￥900，大写捌佰元整":        "differ 捌佰元整 800.00 ¥900 900.00",
		"捌佰元整￥900":             "differ 捌佰元整 800.00 ¥900 900.00",
		"八百元（900元）":            "differ 八百元 800.00 900元 900.00",
		"壹仟伍元整（1500元）":         "differ 壹仟伍元整 1,005.00 1500元 1,500.00",
		"捌佰元整（800元），玖佰元整（90元）": "differ 玖佰元整 900.00 90元 90.00",
		"两千元（200元）":            "differ 两千元 2,000.00 200元 200.00",
		"捌拾元零伍角整（80.05元）":      "differ 捌拾元零伍角整 80.50 80.05元 80.05",
		// no pair, or nothing that can be read for sure
		"赔偿捌佰元整，另付900元":                  "",
		"捌佰元整（其中医药费386元，误工费414元）":        "",
		"捌佰元整（每人900元）":                   "",
		"每亩八十元（11亩）":                     "",
		"三分（3）地":                         "",
		"一二百元（150元）":                     "",
		"一千五元（1500元）":                    "",
		"八百多元（850元）":                     "",
		"1600元（80元）":                     "",
		"陆元（58岁）收拾元宵":                    "",
		"9万元（90000元）":                    "",
		"第三（3）条，五（5）年":                   "",
		"捌佰元整（8,00元）":                    "",
		"医药费捌佰元整，￥900交通费":                "",
		"医药费386元，误工费三天，每天80元，合计626元。":    "",
		"2026年3月31日前付清5900.00元（伍仟玖佰元整）。": "",
		// zeros
		"壹仟伍元整":          "form 壹仟伍元整 壹仟零伍元整",
		"壹万零伍仟元整":        "form 壹万零伍仟元整 壹万伍仟元整",
		"贰万伍佰元整（20500元）": "form 贰万伍佰元整 贰万零伍佰元整",
		"壹仟零零伍元整":        "form 壹仟零零伍元整 壹仟零伍元整",
		"壹元贰分（1.02元）":    "form 壹元贰分 壹元零贰分",
		"人民币拾元":          "form 拾元 壹拾元整",
		"伍百元整":           "form 伍百元整 伍佰元整",
		"大写：一佰元":         "form 一佰元 壹佰元整",
		"壹仟陆佰捌拾元零叁角贰分":   "",
		"壹仟陆佰捌拾元叁角贰分":    "",
		"壹拾万柒仟元零伍角叁分":    "",
		"壹拾万零柒仟元伍角叁分":    "",
		"壹佰亿零伍仟万元整":      "",
		"壹仟肆佰零玖元伍角":      "",
		"壹仟零佰零拾伍元零角零分":   "",
		"人民币捌佰元":         "",
		"村民陆元、伍元和万元户":    "",
	} {
		if got := told(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Every amount that the papers spell out is read back, and right as it stands.
func TestReadWords(t *testing.T) {
	for _, x := range capitalsTable {
		f, _ := ParseYuan(x.yuan)
		if got, ok := readWords(x.want); !ok || got != f {
			t.Errorf("%s is read as %d, %t", x.want, got, ok)
		}
		if got := told("人民币" + x.want + "（￥" + f.Grouped() + "）"); got != "" {
			t.Errorf("%s: %s", x.want, got)
		}
	}
	for _, s := range []string{"", "整", "万元", "亿元整", "捌玖佰元", "佰捌佰元", "十百元", "一二百元", "一万五元", "亿亿元", "捌佰仟元"} {
		if got, ok := readWords(s); ok {
			t.Errorf("%q is read as %d", s, got)
		}
	}
}

// Whatever is typed, what is found lies in the text; an amount that is written twice is
// found when the two differ, and only then.
func FuzzAmountsIn(f *testing.F) {
	f.Add("人民币捌佰元整（900.00元）", int64(80000), int64(90000), uint8(0))
	f.Add("８００元（大写：捌佰元整）", int64(1640902), int64(1640902), uint8(1))
	f.Add("﹙〔捌 佰（￥1,6 0元】\xff壹", int64(5), int64(50), uint8(2))
	f.Add("俞𬭎伟：必须签字，不得再起诉。抚养父母，“无赖”", int64(1), int64(2), uint8(0))
	f.Add("一千五百万零三十元零五分（0.9万元）", int64(1e14), int64(1), uint8(3))
	f.Fuzz(func(t *testing.T, text string, a, b int64, way uint8) {
		for _, found := range checker.text(passage{text: text, clause: &Clause{}}, []string{"王五", "俞𬭎伟"}) {
			if found.Start >= found.End || found.End > len(text) || found.Text != text[found.Start:found.End] || utf8.ValidString(text) && !utf8.ValidString(found.Text) {
				t.Fatalf("%q: %+v", text, found)
			}
		}
		if a < 1 || b < 1 || a > 1e14 || b > 1e14 {
			return
		}
		w, g := Fen(a).Capitals(), Fen(b)
		twice := [...]string{
			"付" + w + "（" + g.Yuan() + "元），余下不付。", "付￥" + g.Grouped() + "（大写：人民币" + w + "）。",
			"大写：" + w + "，小写：￥" + g.Yuan() + "。", "付" + w + "（￥" + strings.Map(wide, g.Grouped()) + "）。",
		}[way%4]
		got := told(twice)
		if differ := strings.HasPrefix(got, "differ"); differ != (a != b) || a == b && got != "" {
			t.Fatalf("%s: %q", twice, got)
		}
	})
}

func wide(r rune) rune { return r - '!' + '！' }
