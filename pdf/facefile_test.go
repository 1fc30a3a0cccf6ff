package pdf

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"woshou/assets/fonts"
)

// write puts a file into a folder made for it.
func write(t *testing.T, content []byte, path ...string) string {
	t.Helper()
	whole := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(whole), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(whole, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return whole
}

func read(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// serving is the full name of the font that r in role is set in.
func serving(t *testing.T, role Role, r rune, places ...string) string {
	t.Helper()
	f, err := Load(places...)
	if err != nil {
		t.Fatal(err)
	}
	face, _ := f.find(role, r)
	if face == nil {
		return ""
	}
	return face.full
}

func TestLoad_WithoutFilesServesSong(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "none")
	for _, role := range []Role{Body, Song, Kai} {
		if got := serving(t, role, '调', nowhere, "", t.TempDir()); got != "Woshou Song" {
			t.Errorf("%v is set in %q", role, got)
		}
	}
	only := write(t, read(t, beside, "FandolFang.ttf"), t.TempDir(), "FandolFang.ttf")
	if got := serving(t, Kai, '调', only); got != "Fandol Fang" {
		t.Errorf("without a Kai it is set in %q", got)
	}
}

// TestLoad_PrefersTheComputersOwn: the Kai of the repository stands in for what a computer has.
func TestLoad_PrefersTheComputersOwn(t *testing.T) {
	other := read(t, beside, "WoshouKai.ttf")
	for _, c := range []struct{ variable, path string }{
		{"WINDIR", "Fonts/simfang.ttf"},
		{"HOME", ".fonts/仿宋.ttf"},
		{"XDG_DATA_HOME", "fonts/f/STFANGSO.TTF"},
		{"XDG_DATA_DIRS", "fonts/wps-office/FZFSK.TTF"},
	} {
		t.Run(c.variable, func(t *testing.T) {
			for _, v := range []string{"WINDIR", "XDG_DATA_HOME", "XDG_DATA_DIRS"} {
				t.Setenv(v, "")
			}
			dir := t.TempDir()
			t.Setenv("HOME", t.TempDir())
			t.Setenv("XDG_DATA_DIRS", t.TempDir())
			t.Setenv(c.variable, dir)
			write(t, other, dir, filepath.FromSlash(c.path))
			if got := serving(t, Body, '调', append(SystemFolders(), beside)...); got != "Woshou Kai" {
				t.Errorf("Body is set in %q", got)
			}
		})
	}
}

// rights writes fsType into a copy of a font.
func rights(t *testing.T, font []byte, value uint16) []byte {
	t.Helper()
	font = slices.Clone(font)
	for i := 12; i < 400; i += 16 {
		if string(font[i:i+4]) == "OS/2" {
			binary.BigEndian.PutUint16(font[binary.BigEndian.Uint32(font[i+8:])+8:], value)
			return font
		}
	}
	t.Fatal("no OS/2")
	return nil
}

func TestLoad_PassesOverWhatDoesNotServe(t *testing.T) {
	good := read(t, beside, "WoshouKai.ttf")
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"good":              {good, "Woshou Kai"},
		"editable":          {rights(t, good, 1<<3), "Woshou Kai"},
		"restricted":        {rights(t, good, 1<<1), "Fandol Fang"},
		"not to be cut":     {rights(t, good, 1<<3|1<<8), "Fandol Fang"},
		"empty":             {nil, "Fandol Fang"},
		"no font":           {[]byte("damaged"), "Fandol Fang"},
		"a head":            {good[:200], "Fandol Fang"},
		"cut off":           {good[:len(good)/2], "Fandol Fang"},
		"a bad collection":  {[]byte(strings.Repeat("ttcf\x00\x01", 50)), "Fandol Fang"},
		"without its hanzi": {fonts.Rare(), "Fandol Fang"},
	} {
		file := write(t, c.content, t.TempDir(), "simfang.ttf")
		if got := serving(t, Body, '调', file, beside); got != c.want {
			t.Errorf("%s: Body is set in %q, want %q", name, got, c.want)
		}
	}
}

func TestLoad_TakesOnlySquareCharacters(t *testing.T) {
	file := write(t, read(t, beside, "WoshouKai.ttf"), t.TempDir(), "simfang.ttf")
	if got := serving(t, Body, '霝', file); got != "Woshou Song" { // 0.999 em in that font
		t.Errorf("霝 is set in %q", got)
	}
}

// collection puts font into a collection of one.
func collection(font []byte) []byte {
	const head = 16
	b := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00\x10"), font...)
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		at := head + 12 + 16*i + 8
		binary.BigEndian.PutUint32(b[at:], binary.BigEndian.Uint32(b[at:])+head)
	}
	return b
}

func TestOpenFace_OfACollection(t *testing.T) {
	path := write(t, collection(fonts.Title()), t.TempDir(), "simfang.ttc")
	f, err := openFace(path)
	if err != nil {
		t.Fatal(err)
	}
	g := f.glyph('口')
	if err := f.load(g); err != nil || g.outline.area() >= 0 {
		t.Errorf("area of 口 %d, want it negative; %v", g.outline.area(), err)
	}
}

// counter counts what is read.
type counter struct {
	of    io.ReaderAt
	bytes int
}

func (c *counter) ReadAt(b []byte, at int64) (int, error) {
	c.bytes += len(b)
	return c.of.ReadAt(b, at)
}

func TestParseFile_ReadsOnlyWhatIsUsed(t *testing.T) {
	b := read(t, beside, "FandolFang.ttf")
	c := &counter{of: bytes.NewReader(b)}
	f, err := parseFile(c)
	if err != nil {
		t.Fatal(err)
	}
	if !f.sets("人民调解") || c.bytes > len(b)/50 {
		t.Errorf("%d bytes of %d were read for four characters", c.bytes, len(b))
	}
}

// TestFandolFang_DrawsNoOtherCharacter: the original draws these as $, 余, 干, 舍, 丑, 卤 and 只.
func TestFandolFang_DrawsNoOtherCharacter(t *testing.T) {
	for _, r := range "￥餘幹捨醜滷衹" {
		if got := serving(t, Body, r, beside); got != "Woshou Song" {
			t.Errorf("%c is set in %q", r, got)
		}
	}
}
