package view

import (
	"os"
	"path/filepath"
	"testing"
)

func TestDefaultPaths(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/data/of/user")
	p, err := DefaultPaths("")
	if err != nil || p.Record() != "/data/of/user/woshou/record.db" {
		t.Errorf("record at %q, %v", p.Record(), err)
	}
	t.Setenv("XDG_DATA_HOME", "relative")
	t.Setenv("HOME", "/home/user")
	if p, err = DefaultPaths(""); err != nil || p.Dir != "/home/user/.local/share/woshou" {
		t.Errorf("folder %q, %v", p.Dir, err)
	}
	if p, err = DefaultPaths("some"); err != nil || !filepath.IsAbs(p.Dir) {
		t.Errorf("folder %q is not absolute, %v", p.Dir, err)
	}
	if s := p.Samples(); s.Record() == p.Record() {
		t.Error("the samples share the real record's file")
	}
}

func TestRecordExists(t *testing.T) {
	p := Paths{Dir: filepath.Join(t.TempDir(), "a", "b")}
	if RecordExists(p) {
		t.Error("a record in an empty folder")
	}
	if err := p.Make(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.Record(), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !RecordExists(p) {
		t.Error("the record is not seen")
	}
}
