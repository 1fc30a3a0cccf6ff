package app

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"woshou/app/view"
	"woshou/data"
)

// notWords are texts of the code that look like keys of words.
var notWords = map[string]bool{CrashFile: true, LastCrashFile: true, "making.db": true, "type-size.txt": true, "code.group": true}

var keyLike = regexp.MustCompile(`^[a-z_]+(\.[a-z_0-9]+)+\*?$`)

// Every text of the code that looks like a key of words is one: of a text, of a field,
// of an error, of a section.
func TestWords_EveryKeyInTheCode(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"zh", "en"} {
		words, err := view.NewWords(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
				continue
			}
			for _, key := range keysIn(t, f.Name()) {
				bare := strings.TrimSuffix(key, "*")
				if words[bare] == "" && words["field."+bare] == "" && words["invalid."+bare] == "" && !notWords[bare] {
					t.Errorf("%s: no %s words for %s", f.Name(), language, key)
				}
			}
		}
	}
}

func keysIn(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil && keyLike.MatchString(text) {
				keys = append(keys, text)
			}
		}
		return true
	})
	return keys
}

func TestWidgetWords(t *testing.T) {
	words, err := view.NewWords("zh")
	if err != nil {
		t.Fatal(err)
	}
	w := widgetWords(words)
	if w.OK != "知道了" || w.Weekdays[0] != "一" || w.Weekdays[6] != "日" || w.Month(2026, 7) != "2026年7月" || w.Male != "男" {
		t.Errorf("%+v", w)
	}
	if got := w.Explain(&data.Invalid{Field: "party.id_number", Code: "id.length"}); !strings.HasPrefix(got, "身份证号码应当是18位") {
		t.Errorf("an error is explained as %q", got)
	}
}
