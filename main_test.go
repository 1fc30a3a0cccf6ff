package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun_SaysWhatIsAsked(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name string
		args []string
		code int
		out  []string // must be in what is printed
		errs string
	}{
		{"version", []string{"--version"}, 0, []string{"woshou"}, ""},
		{"files", []string{"--dir", dir, "--files"}, 0, []string{
			filepath.Join(dir, "record.db"), filepath.Join(dir, "woshou.log"), filepath.Join(dir, "crash.txt"),
		}, ""},
		{"unknown flag", []string{"--nonsense"}, 2, nil, "nonsense"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(tt.args, &out, &errs); code != tt.code {
				t.Errorf("exit code %d, want %d: %s", code, tt.code, errs.String())
			}
			for _, want := range tt.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("%q does not say %q", out.String(), want)
				}
			}
			if !strings.Contains(errs.String(), tt.errs) {
				t.Errorf("errors %q do not say %q", errs.String(), tt.errs)
			}
		})
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("asking made files: %v, %v", entries, err)
	}
}

func TestRun_FolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if code := run([]string{"--dir", filepath.Join(file, "below")}, &out, &errs); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(errs.String(), "make the data folder") {
		t.Errorf("errors %q do not say what was being done", errs.String())
	}
}
