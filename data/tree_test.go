package data

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// source is one Go file of the module, for the tests that hold the whole tree to its rules.
type source struct {
	dir, name string // slashed, from the module's root; "." for the root itself
	test      bool
	text      []byte
	file      *ast.File
	set       *token.FileSet
}

func (s source) path() string { return path.Join(s.dir, s.name) }

// sources parses every Go file of the module but those in testdata and hidden folders.
func sources(t *testing.T, mode parser.Mode) []source {
	t.Helper()
	root, set := "..", token.NewFileSet()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != root && (name[0] == '.' || name == "testdata"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(set, p, text, mode)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(p))
		out = append(out, source{filepath.ToSlash(dir), name, strings.HasSuffix(name, "_test.go"), text, file, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 30 {
		t.Fatalf("found %d Go files: is this still the module's tree?", len(out))
	}
	return out
}
