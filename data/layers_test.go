package data

import (
	"go/parser"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "woshou"

// What a layer keeps out; anything stands for all that is not the standard library.
const (
	anything = "*"
	fyne     = "fyne.io"
	bbolt    = "go.etcd.io/bbolt"
	gofpdf   = "github.com/jung-kurt/gofpdf"
	gozxing  = "github.com/makiuchi-d/gozxing"
	pgx      = "github.com/jackc/pgx"
	nethttp  = "net/http"
	cgo      = "C"
)

// layer says which packages of ours a package may import, what else it must never import, and why.
type layer struct {
	may   []string
	never []string
	why   string
}

func list(s ...string) []string { return s }

var layers = map[string]layer{
	"data":        {nil, list(anything), "the record and its rules are plain values that everyone can trust"},
	"data/form":   {list("data"), list(anything), "the wording of a form depends on the case alone"},
	"data/search": {list("data"), list(fyne, bbolt, gofpdf, nethttp), "what was typed is looked for in memory, whatever keeps the record"},
	"data/seal":   {list("data"), list(anything), "how bytes are sealed on disks and lines, whoever has the key"},
	"data/store":  {list("data", "data/search", "data/seal", "data/letter"), list(fyne, gofpdf, nethttp), "the store remembers; it neither shows, prints nor sends"},
	"data/backup": {list("data", "data/store"), list(fyne, bbolt, gofpdf, nethttp), "copies are kept, proved and brought back through the store's own doors"},
	"data/parcel": {list("data"), list(fyne, bbolt, gofpdf, nethttp), "one case, sealed for another computer"},
	"data/letter": {list("data", "data/seal"), list(fyne, bbolt, gofpdf, nethttp), "what village and township write to one another about a case handed up, sealed"},
	"data/sheet":  {list("data"), list(fyne, bbolt, gofpdf, nethttp), "tables in and out, for offices that work with spreadsheets"},
	"assets":      {nil, list(fyne, bbolt, gofpdf), "bytes, not Fyne resources, or paper and township would link the window"},
	"assets/fonts": {nil, list(fyne, bbolt, gofpdf),
		"fonts are large: apart from the other assets, so that the township need not carry them"},
	"pdf":         {list("data", "data/form", "assets", "assets/fonts"), list(fyne, bbolt, nethttp), "paper is made from a case, with no window and no store"},
	"pdf/scan":    {list("data", "data/form", "pdf"), list(fyne, bbolt, gofpdf, nethttp), "a scan is held against a page; whose page it is, the desk decides"},
	"sync/wire":   {list("data"), list(bbolt, fyne, gofpdf, nethttp), "messages are bytes, whatever carries or keeps them"},
	"sync/line":   {list("data", "sync/wire"), list(bbolt, fyne, gofpdf, cgo), "one way to a server, for whoever is below it"},
	"sync/engine": {list("data", "data/store", "sync/line", "sync/wire"), list(fyne, bbolt, gofpdf), "the link works with no window, and knows the township only by its messages"},
	"sync/township": {list("data", "data/letter", "data/seal", "data/sheet", "assets", "sync/line", "sync/wire", "sync/township/ledger", "sync/township/ledger/bolt", "sync/township/ledger/postgres"), list(fyne, bbolt, gofpdf, cgo),
		"the server runs on a plain machine, without a display and without cgo"},
	"sync/township/ledger":             {list("data", "sync/wire"), list(fyne, bbolt, gofpdf, nethttp, cgo), "what a ledger must do, whatever keeps it"},
	"sync/township/ledger/tables":      {list("data", "sync/wire", "sync/township/ledger"), list(fyne, bbolt, gofpdf, nethttp, cgo), "what a ledger's records are, whatever keeps the tables"},
	"sync/township/ledger/bolt":        {list("data", "sync/township/ledger", "sync/township/ledger/tables"), list(fyne, gofpdf, nethttp, cgo), "one way to keep a ledger"},
	"sync/township/ledger/postgres":    {list("data", "sync/township/ledger", "sync/township/ledger/tables"), list(fyne, bbolt, gofpdf, nethttp, cgo), "another way to keep a ledger"},
	"sync/township/ledger/ownpostgres": {nil, list(anything), "starts a database server for tests and measures"},
	"sync/township/ledger/ledgertest":  {list("data", "sync/wire", "sync/township/ledger", "sync/township/ledger/ownpostgres"), list(fyne, bbolt, gofpdf, nethttp, cgo), "one suite for every ledger"},
	"sync/township/townshipd": {list("data", "sync/township", "sync/township/ledger", "sync/township/ledger/bolt"), list(fyne, gofpdf, cgo),
		"the server's program only puts the parts together"},
	"sync/badline": {nil, list(fyne, bbolt, gofpdf, nethttp, cgo), "a line carries bytes of anybody"},
	"app/view": {list("data", "data/form", "data/store", "data/backup", "data/parcel", "data/letter", "data/sheet", "pdf", "pdf/scan", "sync/engine", "assets", "assets/fonts"), list(fyne, bbolt, gofpdf),
		"what a screen shows and may do is tested with no window"},
	"app/ime":            {nil, list(bbolt, gofpdf, nethttp), "where the caret is, is no matter of the record"},
	"app/ime/patchglfw":  {nil, list(anything), "a tool of the build needs nothing but Go"},
	"app/graphics":       {nil, list(bbolt, gofpdf, nethttp), "which graphics a machine has, is no matter of the record"},
	"app/theme":          {list("assets", "assets/fonts"), list(bbolt, gofpdf, nethttp), "fonts, sizes and colours only"},
	"app/widget":         {list("data", "assets", "assets/fonts", "app/ime", "app/theme"), list(bbolt, gofpdf, nethttp), "a widget knows values, not where they are kept"},
	"app/widget/gallery": {list("data", "assets/fonts", "app/theme", "app/widget"), list(bbolt, gofpdf, nethttp), "shows the widgets and nothing else"},
	"app/printer":        {nil, list(fyne, bbolt, gofpdf), "a printer takes papers from anyone; net/http speaks CUPS' protocol and nothing else"},
	"app/windowtest":     {nil, list(anything), "drives a window from outside, as a person does"},
	"app": {list("data", "data/form", "data/store", "data/backup", "data/parcel", "data/letter", "data/sheet", "pdf", "pdf/scan", "sync/engine", "assets", "assets/fonts",
		"app/view", "app/widget", "app/theme", "app/ime", "app/graphics", "app/printer"), list(bbolt, gofpdf, nethttp),
		"screens show and ask; the township is another program"},
	"app/demo": {list("data", "data/form", "data/store", "pdf", "sync/wire", "sync/engine", "sync/township",
		"sync/township/ledger", "sync/township/ledger/bolt", "assets", "assets/fonts", "app/view"), list(fyne, bbolt, gofpdf),
		"the whole main job, village and township in one, with no window"},
	"app/bench": {list("data", "data/form", "data/store", "pdf", "sync/wire", "sync/engine", "sync/township",
		"sync/township/ledger", "sync/township/ledger/bolt", "sync/township/ledger/ownpostgres", "sync/badline", "assets", "assets/fonts", "app/view"), list(fyne, bbolt, gofpdf),
		"measures the main job's costs with no window"},
	".": {list("app", "app/demo", "app/view", "app/theme", "app/ime", "app/graphics", "assets", "assets/fonts",
		"data", "data/store", "pdf", "sync/engine"), list(bbolt, gofpdf), "main only puts the parts together"},
}

// Third parties that have one home each, as folders or files; tests are bound too.
var homes = map[string][]string{
	bbolt:   {"data/store/", "sync/township/ledger/bolt/"},
	gofpdf:  {"pdf/draw.go"},
	gozxing: {"pdf/scan/code.go"},
	fyne:    {"app/", "main.go", "main_test.go"},
	pgx:     {"sync/township/ledger/postgres/"},
}

// Names that hide the standard library, or say nothing.
var badNames = list("sync", "util", "utils", "common", "helper", "helpers", "misc")

func TestLayers(t *testing.T) {
	for _, s := range sources(t, parser.ImportsOnly) {
		rule, ok := layers[s.dir]
		if !ok && !s.test {
			t.Errorf("%s: folder %s has no row in the table of layers: say what it may import, and why", s.path(), s.dir)
			continue
		}
		if slices.Contains(badNames, s.file.Name.Name) {
			t.Errorf("%s: no package is called %s: name it by what it holds", s.path(), s.file.Name.Name)
		}
		for _, imported := range s.file.Imports {
			name, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := forbidden(s, rule, name); why != "" {
				t.Errorf("%s imports %s: %s", s.path(), name, why)
			}
		}
	}
}

// forbidden returns why a file must not import a package, or "". Tests may use every package of ours that does not
// import them back, and what their package may use.
func forbidden(s source, rule layer, name string) string {
	for third, where := range homes {
		if within(name, third) && !slices.ContainsFunc(where, func(home string) bool {
			return s.path() == home || strings.HasSuffix(home, "/") && strings.HasPrefix(s.path(), home)
		}) {
			return third + " belongs in " + strings.Join(where, ", ") + " only"
		}
	}
	own, ours := strings.CutPrefix(name, module+"/")
	switch {
	case ours && !s.test && !slices.Contains(rule.may, own):
		return s.dir + " may import " + strings.Join(rule.may, ", ") + ": " + rule.why
	case ours || s.test && within(name, "github.com/google/go-cmp"):
		return ""
	}
	for _, never := range rule.never {
		if within(name, never) || never == anything && (strings.Contains(name, ".") || name == cgo) {
			return s.dir + " never does: " + rule.why
		}
	}
	return ""
}

func within(name, prefix string) bool { return name == prefix || strings.HasPrefix(name, prefix+"/") }

// The rules above must be able to fail.
func TestLayers_Refuse(t *testing.T) {
	for _, x := range []struct {
		dir, file, imports string
		ok                 bool
	}{
		{"data", "x.go", "encoding/json", true},
		{"data", "x.go", "woshou/data/store", false},
		{"data", "x.go", "golang.org/x/text/width", false},
		{"data", "x_test.go", "github.com/google/go-cmp/cmp", true},
		{"data", "x.go", "github.com/google/go-cmp/cmp", false},
		{"data/form", "x.go", "woshou/data", true},
		{"data/store", "x.go", bbolt, true},
		{"data/store", "x.go", "net/http", false},
		{"pdf", "draw.go", gofpdf, true},
		{"pdf", "box.go", gofpdf, false},
		{"pdf", "box.go", "woshou/app/view", false},
		{"sync/township", "x.go", "woshou/assets/fonts", false},
		{"sync/township", "x.go", cgo, false},
		{"sync/township", "x_test.go", "fyne.io/fyne/v2", false},
		{"sync/engine", "x.go", "woshou/sync/township", false},
		{"app/view", "x.go", "fyne.io/fyne/v2", false},
		{"app/demo", "x.go", "woshou/sync/township", true},
		{"app/demo", "x.go", "fyne.io/fyne/v2/app", false},
		{"app", "x.go", "woshou/sync/township", false},
		{"app", "x.go", "fyne.io/fyne/v2", true},
		{".", "main.go", "fyne.io/fyne/v2/app", true},
		{".", "main.go", "go.etcd.io/bbolt", false},
	} {
		s := source{dir: x.dir, name: x.file, test: strings.HasSuffix(x.file, "_test.go")}
		if why := forbidden(s, layers[x.dir], x.imports); (why == "") != x.ok {
			t.Errorf("%s imports %s: %q, want allowed %v", s.path(), x.imports, why, x.ok)
		}
	}
}
