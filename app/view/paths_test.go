package view

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestDefaultPaths(t *testing.T) {
	for _, c := range []struct{ windows, xdg, want string }{
		{`C:\data`, "/data/of/user", "/data/of/user/woshou/record.db"},
		{`D:\of\user`, "relative", "/home/user/.local/share/woshou/record.db"},
	} {
		t.Setenv("XDG_DATA_HOME", c.xdg)
		t.Setenv("HOME", "/home/user")
		t.Setenv("LOCALAPPDATA", c.windows)
		want := c.want
		if runtime.GOOS == "windows" {
			want = c.windows + `\Woshou\record.db`
		}
		if p, err := DefaultPaths(""); err != nil || p.Record() != want {
			t.Errorf("record at %q, %v", p.Record(), err)
		}
	}
	p, err := DefaultPaths("some")
	if err != nil || !filepath.IsAbs(p.Dir) {
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
