package fonts

import (
	"bufio"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/font/sfnt"
)

// embedded are the fonts that are part of the program, by file name.
var embedded = map[string][]byte{"ui.otf": UI(), "song.otf": Song(), "title.otf": Title(), "rare.ttf": Rare()}

// font returns a font of the program, or one beside it.
func font(t *testing.T, name string) *sfnt.Font {
	t.Helper()
	b, ok := embedded[name]
	if !ok {
		var err error
		if b, err = os.ReadFile("beside/" + name); err != nil {
			t.Fatal(err)
		}
	}
	f, err := sfnt.Parse(b)
	if err != nil {
		t.Fatal(name, err)
	}
	return f
}

func TestFonts_BudgetOf20MB(t *testing.T) {
	total := 0
	for name, b := range embedded {
		if len(b) == 0 {
			t.Errorf("%s is empty", name)
		}
		total += len(b)
	}
	if total >= 20_000_000 {
		t.Errorf("embedded fonts take %d bytes, not less than 20 MB", total)
	}
}

// generalUse reads the 8105 characters in the order of the table.
func generalUse(t *testing.T) []rune {
	t.Helper()
	f, err := os.Open("testdata/general.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []rune
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "#") {
			all = append(all, []rune(lines.Text())...)
		}
	}
	if len(all) < 8105 || utf8.RuneLen(all[0]) != 3 {
		t.Fatalf("general.txt holds %d characters", len(all))
	}
	return all
}

func TestFonts_CoverGeneralUse(t *testing.T) {
	all := generalUse(t)
	for _, c := range []struct {
		font string
		want []rune
	}{
		{"song.otf", all},
		{"ui.otf", all},
		{"title.otf", all[:6500]},
		{"song.otf", []rune("𬭎𫖯䶮𤧛𨱔𠮷𡠹㛃“”‘’—…·№①⑩〇℃％￥")},
		{"rare.ttf", []rune("𫝋𫝦☐☑☒")},
		{"WoshouKai.ttf", all},
	} {
		f := font(t, c.font)
		var buf sfnt.Buffer
		for _, r := range c.want {
			if i, err := f.GlyphIndex(&buf, r); err != nil || i == 0 {
				t.Errorf("%s has no %c (%U): %v", c.font, r, r, err)
			}
		}
	}
}

func TestFonts_CarryOwnNames(t *testing.T) {
	for _, name := range append(slices.Collect(maps.Keys(embedded)), "WoshouKai.ttf") {
		full, err := font(t, name).Name(nil, sfnt.NameIDFull)
		if err != nil || !strings.HasPrefix(full, "Woshou ") {
			t.Errorf("%s calls itself %q (%v): the licences reserve the original names", name, full, err)
		}
	}
}

func TestFonts_LicencesBeside(t *testing.T) {
	for file, want := range map[string]string{
		"NOTICE":                    "HanaMinB",
		"LICENSE-OFL":               "SIL OPEN FONT LICENSE Version 1.1",
		"LICENSE-hanazono":          "Unlimited permission",
		"beside/COPYING-FandolFang": "As a special exception, if you create a document which uses this font",
	} {
		b, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s does not say %q: %v", file, want, err)
		}
	}
}
