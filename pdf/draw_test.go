package pdf

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// tool returns the path of a program of Debian's, or skips the test.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// output runs a program and returns what it says.
func output(t testing.TB, name string, args ...string) string {
	t.Helper()
	var said, warned bytes.Buffer
	command := exec.Command(tool(t, name), args...)
	command.Stdout, command.Stderr = &said, &warned
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, &said, &warned)
	}
	return said.String()
}

// drawn writes doc to a file and returns its path.
func drawn(t testing.TB, doc *Document) string {
	t.Helper()
	return drawnIn(t, testFonts(t), doc)
}

// drawnIn is drawn in the fonts given.
func drawnIn(t testing.TB, f *Fonts, doc *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := Draw(&b, f, doc); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestGofpdf_OnlyDrawsRuns: its line breaking drops a Chinese character at
// every line's end, so no file may call it, and only draw.go may know it.
func TestGofpdf_OnlyDrawsRuns(t *testing.T) {
	forbidden := map[string]bool{
		"MultiCell": true, "SplitText": true, "SplitLines": true, "Write": true, "Writef": true,
		"WriteAligned": true, "Cell": true, "CellFormat": true, "Cellf": true,
	}
	seen := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // the compiler's to complain about
		}
		for _, i := range file.Imports {
			if !strings.Contains(i.Path.Value, "gofpdf") || filepath.Base(path) == "zz_deps.go" {
				continue
			}
			seen++
			if filepath.ToSlash(path) != "../pdf/draw.go" {
				t.Errorf("%s imports gofpdf", path)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok || !forbidden[call.Sel.Name] {
					return true
				}
				if on, ok := call.X.(*ast.Ident); ok && on.Name == "w" {
					return true // the io.Writer Draw was given
				}
				t.Errorf("%s calls %s", files.Position(call.Pos()), call.Sel.Name)
				return true
			})
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Errorf("%d files import gofpdf, %v", seen, err)
	}
}

func TestDraw_EqualInputGivesEqualBytes(t *testing.T) {
	var first []byte
	for i := range 3 {
		var b bytes.Buffer
		if err := Draw(&b, testFonts(t), sample(t, 2)); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = b.Bytes()
		} else if !bytes.Equal(first, b.Bytes()) {
			t.Fatalf("drawing %d gives other bytes", i+1)
		}
	}
}

func TestDraw_TextComesBackOut(t *testing.T) {
	doc := sample(t, 3)
	text := output(t, "pdftotext", "-layout", drawn(t, doc), "-")
	for _, want := range append(rareNames, "人民调解协议书", "第1页 共3页") {
		if n := strings.Count(text, want); n < 3 {
			t.Errorf("%s stands %d times on 3 pages", want, n)
		}
	}
	for _, b := range doc.Boxes {
		if b.Kind == Text && !strings.Contains(text, b.Text) {
			t.Errorf("lost: %s", b.Text)
		}
	}
}

func TestDraw_SoundFile(t *testing.T) {
	path := drawn(t, sample(t, 3))
	if said := output(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Error(said)
	}
	info := output(t, "pdfinfo", "-rawdates", path)
	for _, want := range []string{
		"人民调解协议书（俞𬭎伟）", "邻里纠纷", "青川镇龙泉村人民调解委员会", "龙泉民调〔2025〕第1号",
		"CreationDate:    D:20250314000000+08'00'", "ModDate:         D:20250314000000+08'00'",
		"PDF version:     1.4", "Pages:           3", "(A4)",
	} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %s:\n%s", want, info)
		}
	}
}

func TestDraw_FontsAreEmbeddedSubsets(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(output(t, "pdffonts", drawn(t, sample(t, 1)))), "\n")
	if len(lines) != 2+4 {
		t.Fatalf("%d fonts, want 4: %q", len(lines)-2, lines)
	}
	for _, line := range lines[2:] {
		if strings.Join(strings.Fields(line)[1:7], " ") != "CID TrueType Identity-H yes yes yes" || line[6] != '+' {
			t.Errorf("font %s", line)
		}
	}
}

func TestDraw_IsPDFA(t *testing.T) {
	var jars []string
	for _, jar := range []string{"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "javax.activation", "jaxb-api"} {
		path := filepath.Join("/usr/share/java", jar+".jar")
		if _, err := os.Stat(path); err != nil {
			t.Skipf("%s is not installed", path)
		}
		jars = append(jars, path)
	}
	if testing.Short() {
		t.Skip("starts a Java machine")
	}
	empty := &Document{Pages: 1}
	rare, _ := rareSample()
	said := output(t, "java", "-cp", strings.Join(jars, ":"), "testdata/Preflight.java",
		drawn(t, sample(t, 2)), drawn(t, empty), drawnIn(t, fullFonts(t), rare))
	if strings.Count(said, "valid PDF/A-1b") != 3 {
		t.Error(said)
	}
}

func TestDraw_SaysWhatIsWrongAndWritesNothing(t *testing.T) {
	for name, box := range map[string]Box{
		"a character no font has": {Page: 1, Text: "赵\U00031350", Style: Style{Size: 16}},
		"a box on page 0":         {Page: 0, Kind: Rule},
		"a box behind the end":    {Page: 2, Kind: Rule},
	} {
		var b bytes.Buffer
		err := Draw(&b, testFonts(t), &Document{Pages: 1, Boxes: []Box{box}})
		if err == nil || strings.Contains(err.Error(), "赵") {
			t.Errorf("%s: error %v", name, err)
		}
		if b.Len() != 0 {
			t.Errorf("%s: %d bytes written", name, b.Len())
		}
	}
}

// BenchmarkDraw is three pages, warm; the size is reported too.
func BenchmarkDraw(b *testing.B) {
	fonts, doc := testFonts(b), sample(b, 3)
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := Draw(&out, fonts, doc); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(out.Len()), "file-bytes")
}

// BenchmarkDrawOften shows that drawing keeps nothing.
func BenchmarkDrawOften(b *testing.B) {
	fonts, doc := testFonts(b), sample(b, 36)
	for b.Loop() {
		if err := Draw(io.Discard, fonts, doc); err != nil {
			b.Fatal(err)
		}
	}
}
