package data

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// The numbers that code here is held to.
const (
	longestFunction = 80 // lines
	usualFunction   = 40 // lines, nine of ten
	longestFile     = 500
	usualFile       = 350
	mostParameters  = 5
	mostComplex     = 15
	leastTests      = 0.7 // lines of test for each line of code, outside the screens
)

type function struct {
	where                      string
	lines, parameters, complex int
}

func measure(s source, d *ast.FuncDecl) function {
	from, to := s.set.Position(d.Pos()), s.set.Position(d.End())
	f := function{where: fmt.Sprintf("%s:%d %s", s.path(), from.Line, d.Name.Name), lines: to.Line - from.Line + 1, complex: 1}
	f.parameters = d.Type.Params.NumFields()
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt:
			f.complex++
		case *ast.CaseClause:
			f.complex += min(1, len(n.List))
		case *ast.CommClause:
			if n.Comm != nil {
				f.complex++
			}
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				f.complex++
			}
		}
		return true
	})
	return f
}

func functions(all []source) []function {
	var out []function
	for _, s := range all {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && !s.test {
				out = append(out, measure(s, f))
			}
		}
	}
	return out
}

// ninth returns the number that nine of ten do not exceed.
func ninth(sizes []int) int {
	slices.Sort(sizes)
	return sizes[len(sizes)*9/10]
}

func TestCaps_Functions(t *testing.T) {
	var lines []int
	for _, f := range functions(sources(t, parser.SkipObjectResolution)) {
		lines = append(lines, f.lines)
		for _, x := range []struct {
			what       string
			have, most int
		}{{"lines", f.lines, longestFunction}, {"parameters", f.parameters, mostParameters}, {"branches", f.complex, mostComplex}} {
			if x.have > x.most {
				t.Errorf("%s has %d %s, at most %d", f.where, x.have, x.what, x.most)
			}
		}
	}
	if n := ninth(lines); n > usualFunction {
		t.Errorf("one function in ten has more than %d lines, the rule is %d", n, usualFunction)
	}
}

func TestCaps_Files(t *testing.T) {
	var lines []int
	for _, s := range sources(t, parser.ImportsOnly) {
		if s.test {
			continue
		}
		n := bytes.Count(s.text, []byte("\n"))
		lines = append(lines, n)
		if n > longestFile {
			t.Errorf("%s has %d lines, at most %d", s.path(), n, longestFile)
		}
	}
	if n := ninth(lines); n > usualFile {
		t.Errorf("one file in ten has more than %d lines, the rule is %d", n, usualFile)
	}
}

func TestCaps_Comments(t *testing.T) {
	packages := map[string]bool{}
	for _, s := range sources(t, parser.ParseComments|parser.SkipObjectResolution) {
		if s.test {
			continue
		}
		packages[s.dir] = packages[s.dir] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: exported %s has no comment", s.path(), name)
			}
		}
	}
	for dir, ok := range packages {
		if !ok {
			t.Errorf("folder %s: the package has no comment that says what it is", dir)
		}
	}
}

// undocumented returns the exported names of a declaration that no comment covers.
func undocumented(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
						names = append(names, name.Name)
					}
				}
			}
		}
	}
	return names
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	name := ""
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && name == "" {
			name = id.Name
		}
		return name == ""
	})
	return ast.IsExported(name)
}

// A screen is looked at, not tested line by line; everything else is.
func TestCaps_Tests(t *testing.T) {
	code, tests := map[string]int{}, map[string]int{}
	allCode, allTests := 0, 0
	for _, s := range sources(t, parser.ImportsOnly) {
		if s.dir == "app" || path.Base(s.dir) == "gallery" {
			continue
		}
		n := 0
		for line := range strings.Lines(string(s.text)) {
			n += min(1, len(strings.TrimSpace(line)))
		}
		if s.test || strings.HasSuffix(s.dir, "test") { // packages of tests: windowtest, ledgertest
			tests[s.dir], allTests = tests[s.dir]+n, allTests+n
		} else {
			code[s.dir], allCode = code[s.dir]+n, allCode+n
		}
	}
	if float64(allTests) >= leastTests*float64(allCode) {
		return
	}
	t.Errorf("%d lines of test for %d of code, at least %.1f for one", allTests, allCode, leastTests)
	for dir, n := range code {
		if float64(tests[dir]) < leastTests*float64(n) {
			t.Errorf("folder %s: %d lines of test for %d of code", dir, tests[dir], n)
		}
	}
}

// The measures themselves, on a function that one can count.
func TestCaps_Measure(t *testing.T) {
	const text = `package x

func Long(a, b int, c string, d, e, f bool) int {
	for range a {
		if a > 1 && b > 2 || d {
			return 1
		}
	}
	switch {
	case e, f:
		return 2
	default:
	}
	return 3
}

type Open struct{}

// Kept is documented.
const Kept = 1

var Lost, inner = 1, 2

func (Open) Method() {}
func (hidden) Method() {}
`
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "x.go", text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	s := source{dir: "x", name: "x.go", file: file, set: set}
	got := measure(s, file.Decls[0].(*ast.FuncDecl))
	if want := (function{"x/x.go:3 Long", 13, 6, 6}); got != want {
		t.Errorf("measured %+v, want %+v", got, want)
	}
	var names []string
	for _, d := range file.Decls {
		names = append(names, undocumented(d)...)
	}
	if want := []string{"Long", "Open", "Lost", "Method"}; !slices.Equal(names, want) {
		t.Errorf("undocumented %v, want %v", names, want)
	}
}
